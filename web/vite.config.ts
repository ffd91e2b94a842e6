import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// Offices still run Windows 7, whose last browsers are of the age of Chrome 87.
// The content policy forbids inline scripts: nothing is inlined, no module preload polyfill.
export default defineConfig({
  plugins: [vue()],
  base: '/',
  build: {
    target: 'chrome87',
    outDir: process.env.WEB_OUT || '../build/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8090' } }
})
