"use strict";
// Reads and checks the text of a certificate's QR code, without network and without the browser's
// own cryptography, which many browsers withhold from pages opened from a disk.

class Unreadable extends Error {}

function demand(condition) {
  if (!condition) throw new Unreadable();
}

// --- base45 (RFC 9285) ---------------------------------------------------------------------------

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function fromBase45(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const values = [...text.slice(start, start + 3)].map((letter) => LETTERS.indexOf(letter));
    demand(values.length > 1 && !values.includes(-1));
    const number = values.reduceRight((sum, value) => sum * 45 + value, 0);
    const size = values.length - 1;
    demand(number < 256 ** size);
    if (size === 2) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

// --- inflate (RFC 1951), raw, with a preset dictionary --------------------------------------------

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83,
  99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5,
  5, 0];
const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
  1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11,
  11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function huffman(lengths) {
  const counts = new Array(16).fill(0);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const next = [0, 0];
  for (let size = 1; size < 15; size += 1) next.push(next[size] + counts[size]);
  const symbols = [];
  lengths.forEach((length, symbol) => {
    if (length) symbols[next[length]++] = symbol;
  });
  return { counts, symbols };
}

class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    let value = 0;
    for (let place = 0; place < count; place += 1, this.at += 1) {
      demand(this.at >> 3 < this.bytes.length);
      value |= ((this.bytes[this.at >> 3] >> (this.at & 7)) & 1) << place;
    }
    return value;
  }

  symbol(code) {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size < 16; size += 1) {
      value |= this.take(1);
      if (value - first < code.counts[size]) return code.symbols[index + value - first];
      index += code.counts[size];
      first = (first + code.counts[size]) << 1;
      value <<= 1;
    }
    throw new Unreadable();
  }
}

function ownCodes(bits) {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const used = bits.take(4) + 4;
  const sizes = new Array(19).fill(0);
  for (let place = 0; place < used; place += 1) sizes[CODE_ORDER[place]] = bits.take(3);
  const code = huffman(sizes);
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = bits.symbol(code);
    if (symbol < 16) {
      lengths.push(symbol);
    } else {
      demand(symbol !== 16 || lengths.length);
      const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3)
        : 11 + bits.take(7);
      for (let time = 0; time < times; time += 1) lengths.push(value);
    }
  }
  demand(lengths.length === literals + distances);
  return [huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals))];
}

const FIXED_CODES = [
  huffman(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  huffman(new Array(30).fill(5)),
];

function inflate(packed, dictionary, cap) {
  const bits = new Bits(packed);
  const out = [...dictionary];
  let last = 0;
  while (!last) {
    last = bits.take(1);
    const kind = bits.take(2);
    demand(kind < 3);
    if (kind === 0) {
      bits.at = (bits.at + 7) & ~7;
      const length = bits.take(16);
      demand((length ^ 0xffff) === bits.take(16));
      for (let done = 0; done < length; done += 1) out.push(bits.take(8));
      demand(out.length <= dictionary.length + cap);
      continue;
    }
    const [literals, distances] = kind === 1 ? FIXED_CODES : ownCodes(bits);
    for (;;) {
      const symbol = bits.symbol(literals);
      if (symbol === 256) break;
      if (symbol < 256) {
        out.push(symbol);
      } else {
        demand(symbol < 286);
        const length = LENGTH_BASE[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257]);
        const code = bits.symbol(distances);
        demand(code < 30);
        const distance = DISTANCE_BASE[code] + bits.take(DISTANCE_BITS[code]);
        demand(distance <= out.length);
        for (let done = 0; done < length; done += 1) out.push(out[out.length - distance]);
      }
      demand(out.length <= dictionary.length + cap);
    }
  }
  demand((bits.at + 7) >> 3 === packed.length);
  return Uint8Array.from(out.slice(dictionary.length));
}

// --- the array of facts (msgpack) -----------------------------------------------------------------

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class Packed {
  constructor(bytes) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
  }

  number(size, signed) {
    demand(this.at + size <= this.view.byteLength);
    let value = 0n;
    for (let done = 0; done < size; done += 1) {
      value = (value << 8n) | BigInt(this.view.getUint8(this.at + done));
    }
    this.at += size;
    return Number(signed ? BigInt.asIntN(8 * size, value) : value);
  }

  integer() {
    const kind = this.number(1, false);
    if (kind < 0x80) return kind;
    if (kind >= 0xe0) return kind - 256;
    demand(kind >= 0xcc && kind <= 0xd3);
    return this.number(1 << ((kind - 0xcc) & 3), kind >= 0xd0);
  }

  text(longest) {
    const kind = this.number(1, false);
    demand((kind >= 0xa0 && kind < 0xc0) || (kind >= 0xd9 && kind <= 0xdb));
    const size = kind < 0xc0 ? kind & 31 : this.number(1 << (kind - 0xd9), false);
    demand(this.at + size <= this.view.byteLength);
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, size);
    this.at += size;
    let text;
    try {
      text = UTF8.decode(bytes);
    } catch (error) {
      throw new Unreadable();
    }
    demand([...text].length <= longest);
    return text;
  }
}

function day(number) {
  demand(number >= -719162 && number <= 2932896); // the years 1 to 9999
  return new Date(number * 86400000).toISOString().slice(0, 10);
}

function factsIn(array) {
  const packed = new Packed(array);
  demand(packed.number(1, false) === 0x98);
  const name = packed.text(100);
  const serial = packed.text(100);
  const activity = packed.text(400);
  const minutes = packed.integer();
  const first = packed.integer();
  const last = first + packed.integer();
  const township = packed.integer();
  const issued = last + packed.integer();
  demand(packed.at === array.length);
  demand(minutes >= 0 && minutes <= 2 ** 31 && township >= 1e8 && township < 1e9);
  return {
    name,
    serial: serial.startsWith("-") ? `${township}${serial}` : serial,
    activity,
    minutes,
    firstDay: day(first),
    lastDay: day(last),
    township,
    issuedOn: day(issued),
  };
}

// --- SHA-512 and Ed25519 (RFC 8032), with whole numbers of any size -------------------------------

function root(value, power) {
  // Newton from above; exact for whole numbers.
  let guess = 1n << (BigInt(value.toString(2).length) / power + 1n);
  for (;;) {
    const better = ((power - 1n) * guess + value / guess ** (power - 1n)) / power;
    if (better >= guess) return guess;
    guess = better;
  }
}

const PRIMES = [];
for (let number = 2n; PRIMES.length < 80; number += 1n) {
  if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
}
const WORD = (1n << 64n) - 1n;
const ROUNDS = PRIMES.map((prime) => root(prime << 192n, 3n) & WORD);
const START = PRIMES.slice(0, 8).map((prime) => root(prime << 128n, 2n) & WORD);

function turn(word, by) {
  return ((word >> by) | (word << (64n - by))) & WORD;
}

function sha512(message) {
  const size = (message.length + 17 + 127) & ~127;
  const bytes = new Uint8Array(size);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(size - 8, BigInt(message.length) * 8n);
  let state = START;
  for (let block = 0; block < size; block += 128) {
    const words = [];
    for (let at = 0; at < 16; at += 1) words.push(view.getBigUint64(block + 8 * at));
    for (let at = 16; at < 80; at += 1) {
      const near = words[at - 2];
      const far = words[at - 15];
      words.push((words[at - 16] + words[at - 7]
        + (turn(far, 1n) ^ turn(far, 8n) ^ (far >> 7n))
        + (turn(near, 19n) ^ turn(near, 61n) ^ (near >> 6n))) & WORD);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 80; at += 1) {
      const one = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & WORD & g))
        + ROUNDS[at] + words[at];
      const two = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) & WORD, a, b, c, (d + one) & WORD, e, f, g];
    }
    state = [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) & WORD);
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, at) => digest.setBigUint64(8 * at, word));
  return new Uint8Array(digest.buffer);
}

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function modulo(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let square = base, left = exponent; left; left >>= 1n, square = modulo(square * square)) {
    if (left & 1n) result = modulo(result * square);
  }
  return result;
}

const D = modulo(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

function littleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

// A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
function point(bytes) {
  const both = littleEndian(bytes);
  const y = both & (2n ** 255n - 1n);
  const square = modulo((y * y - 1n) * power(modulo(D * y * y + 1n), P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (modulo(x * x) !== square) x = modulo(x * ROOT_OF_MINUS_ONE);
  if (y >= P || modulo(x * x) !== square) return null;
  if ((x & 1n) !== both >> 255n) x = modulo(-x);
  return [x, y, 1n, modulo(x * y)];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = modulo((y1 - x1) * (y2 - x2));
  const b = modulo((y1 + x1) * (y2 + x2));
  const c = modulo(2n * D * modulo(t1 * t2));
  const d = modulo(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)];
}

function encoded([x, y, z]) {
  const inverse = power(z, P - 2n);
  let number = modulo(y * inverse) | ((modulo(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n);
    number >>= 8n;
    return byte;
  });
}

function joined(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const BASE = point(joined([0x58], new Array(31).fill(0x66)));

function isSigned(message, signature, key) {
  const publicPoint = point(key);
  const scalar = littleEndian(signature.slice(32));
  if (!publicPoint || scalar >= ORDER) return false;
  const hash = littleEndian(sha512(joined(signature.slice(0, 32), key, message))) % ORDER;
  const [x, y, z, t] = publicPoint;
  const minus = [modulo(-x), y, z, modulo(-t)];
  let sum = [0n, 1n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = add(sum, sum);
    if ((scalar >> bit) & 1n) sum = add(sum, BASE);
    if ((hash >> bit) & 1n) sum = add(sum, minus);
  }
  return encoded(sum).every((byte, at) => byte === signature[at]);
}

// --- the answer -----------------------------------------------------------------------------------

const HEAD = 1 + 8 + 64;
const CAP = 4096;

function fromHex(text) {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `trust` holds: dictionary (hex), keys (key id -> [key, township, stopped]), revoked (serials).
function check(text, trust) {
  const code = text.trim();
  let content;
  let array;
  let facts;
  try {
    demand(code.startsWith("QQ1:") && code.length <= 4296);
    content = fromBase45(code.slice(4));
    demand(content.length >= HEAD && content[0] === 1);
    array = inflate(content.slice(HEAD), fromHex(trust.dictionary), CAP);
    facts = factsIn(array);
  } catch (error) {
    if (error instanceof Unreadable) return { verdict: "unreadable" };
    throw error;
  }
  const issuer = trust.keys[toHex(content.slice(1, 9))];
  if (!issuer) return { verdict: "unknown" };
  const [key, township, stopped] = issuer;
  const prefix = new TextEncoder().encode("qingqiao-credential\0");
  const message = joined(prefix, content.slice(0, 9), array);
  if (!isSigned(message, content.slice(9, HEAD), fromHex(key)) || facts.township !== township) {
    return { verdict: "altered" };
  }
  if (stopped) return { verdict: "stopped" };
  return { verdict: trust.revoked.includes(facts.serial) ? "revoked" : "genuine", facts };
}
