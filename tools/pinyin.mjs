// Write catalogue/pinyin.txt: for each letter the characters of the basic block (U+4E00 to U+9FFF)
// that have a reading beginning with it. Run by hand when the table is to be made anew:
//   npm install pinyin-pro@3.29.4 && node tools/pinyin.mjs > catalogue/pinyin.txt
import { createRequire } from 'module';
const { pinyin } = createRequire(process.cwd() + '/')('pinyin-pro');

const letters = new Map();
for (let cp = 0x4e00; cp <= 0x9fff; cp++) {
    const ch = String.fromCodePoint(cp);
    const readings = pinyin(ch, { toneType: 'none', multiple: true, type: 'array' });
    for (const letter of new Set(readings.map((r) => r[0].toLowerCase())))
        if (letter >= 'a' && letter <= 'z')
            letters.set(letter, (letters.get(letter) ?? '') + ch);
}
console.log('# Initials of Hanyu Pinyin by character, all readings (重 stands under c and z).');
console.log('# Made by tools/pinyin.mjs from the readings of pinyin-pro 3.29.4 (MIT licence).');
for (const letter of [...letters.keys()].sort()) console.log(letter + ' ' + letters.get(letter));
