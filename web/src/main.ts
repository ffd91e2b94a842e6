import { createApp } from 'vue'
import Gate from './Gate.vue'
import './style.css'

createApp(Gate).mount('#app')
