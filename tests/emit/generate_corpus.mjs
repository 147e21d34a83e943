// Writes corpus.jsonl.gz: random awkward objects and the bytes that cdk8s's own synth gives them.
//
// The corpus is committed, so tests need no Node. To write it anew, from the root of the repository:
//
//     mkdir -p .corpus && cp tests/emit/generate_corpus.mjs .corpus/ && cd .corpus \
//       && npm install cdk8s@2.70.106 constructs@10.8.1 && node generate_corpus.mjs ../tests/emit ../tests/gitops
//
// Each line is [object, text]. The same seed gives the same objects. The second folder gets cdk8s_paths.json:
// [namespace, kind, name, path] as App.synth names files.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import cdk8s from 'cdk8s';

const [emitFolder = '.', gitopsFolder = '.'] = process.argv.slice(2);
const COUNT = 2600;

let state = 20260821;
function random() { // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const pick = list => list[below(list.length)];
const chance = p => random() < p;

const LOOKALIKES = [
  '', '~', 'null', 'Null', 'NULL', 'nULL', 'y', 'Y', 'n', 'N', 'yes', 'Yes', 'YES', 'yEs', 'no', 'No', 'NO', 'on', 'On',
  'ON', 'off', 'Off', 'OFF', 'true', 'True', 'TRUE', 'tRUE', 'false', 'False', 'FALSE', '0', '-0', '+0', '1', '42', '-7',
  '+7', '007', '08', '09', '0o17', '0O17', '0x1F', '0X1F', '0xZZ', '0x', '-0x1f', '0b101', '0B1', '0b2', '1_000', '_1',
  '1_', '0_7', '1e3', '1E3', '1e+3', '1e', 'e3', '.e3', '.5', '5.', '-.5', '+.5', '.', '..', '...', '1.2', '1.2.3',
  '1.5e-7', '.inf', '-.inf', '+.Inf', '.INF', '.iNF', '.nan', '.NaN', '.NAN', '-.nan', 'inf', 'NaN', '1:30', '1:30:00',
  '190:20:30.15', '1:60', '-1:30', '1:30:', '2001-01-01', '2001-1-1', '2001-01-01T00:00:00Z', '2001-12-14t21:59:43.10-05:00',
  '2001-12-14 21:59:43.10 -5', '2001-01-01T', '20010101', '-', '--', '---', '--- x', '?', '? x', ':', ': x', 'x:', 'x: y',
  'x :y', '#', '# x', 'x # y', 'x# y', 'x #y', '!', '!!str x', '&a', '*a', '|', '>', '|-', '%', '%YAML 1.1', '@', '@x', '`x`',
  "'", '"', "it's", '"x"', '\'"', "''", '""', '[', ']', '[]', '{}', '{', '}', '[x]', '{a: b}', ',', 'a,b', '<<', '<', '=',
  'a=b', '- x', '-x', '?x', ' x', 'x ', '  ', ' ', '\t', '\tx', 'x\t', 'a\tb', 'a: \tb', '\\', '\\n', 'C:\\new', '/', '80Gi', '1Gi',
  'null ', '1.0', 'sha256:abc', 'a:b', 'http://x:80/y?z#w', '$(VAR)', '${x}', '1-2', '+', '1 2', 'y ', 'NO!', '\u00a0', 'é', '日本',
  '😀', '😀: x', '# 😀', '\u2028', 'a\u2028---', '\u2029x', '\ufeff', '\ufeffx', '\uffff', '\ue000', '\ud800', 'x\udfff"', '\u0000', '\u0007',
  '\u0008', '\u000b', '\u000c', '\u001b[0m', '\u007f', '\u0085', '\u009f', 'a\rb', 'a\r\nb', '\r', '\n', '\n\n', '\n\n\n', 'a\n',
  'a\n\n', '\na', '\n\na', ' \na', '\n a', 'a\n b', 'a\n  b\nc', 'a \nb', 'a\n ', 'a\n\t', 'a\n\t\n', 'a \n', 'a\t\n', '\t\na', ' a\nb',
  '  a\n b\n', '\n  a\nb', 'a\n\n\nb', 'a\n---\nb', '---\na', '...\nb', '%x\ny', '# a\nb', 'a: b\nc: d\n', '- a\n- b', "'a'\nb", '"a"\n\'b\'', 'a\n"',
  '"a"\n ', '|\n', 'a\n\n ', '\n ', ' \n ', ' \n', '\t\n', 'a\nb ', 'a\nb\t', '#!/bin/sh\nset -e\necho "x: $y"\n', '{"a": 1}\n', 'a\n😀\n', 'é\n\u0007', '\u0007\n',
  '\u0007\n\n', 'a\u0007\n b', 'long enough to fold \u0007 \n and go on', 'long enough to fold, really it is \u0007\n', 'fold me here, please do, I am long\u001b\n\n\n',
  'fold me here, please do, I am long\u001b\n\n\nx \n  y\n \n', 'a long line that ends in blanks, as few do\n   ', 'first line, quite long\n\nsecond line, longer\n  third\n  ',
  'astral 😀😀😀😀😀😀😀😀😀😀😀😀 \u0001\nx', 'trap \\n not a newline \\\\n and tabs\t\u0001 \n x', 'quote at the end of a long line of text\n"\u0002',
];
const PIECES = [' ', '  ', '\n', '\n\n', '\t', ':', ': ', '#', ' #', '-', '- ', '"', "'", '\\', '0', '1', 'e', '.', '_', 'x', 'a', 'no', '---', '%', '{', '[', '&', '*', '!', '|', '>', '@', '`', ',', '?',
  '\u0001', '\u0085', '\u2028', 'é', '😀', '\ud83d', 'word', 'longer words here', '\r', '=', '/', '~'];
const WORDS = ['apiVersion', 'kind', 'metadata', 'name', 'spec', 'data', 'labels', 'image', 'args', 'x', 'a-b', 'kaito.sh/workspace', '.dot', 'B', 'é', '\ue000', '😀', '\uffee'];
const INDEXES = ['0', '1', '2', '10', '9', '007', '4294967294', '4294967295', '4294967296', '-1', '1.5', '+1'];

function text() {
  const r = random();
  if (r < 0.45) return pick(LOOKALIKES);
  if (r < 0.9) return Array.from({ length: 1 + below(7) }, () => pick(PIECES)).join('');
  if (r < 0.93) return pick(LOOKALIKES).repeat(1 + below(4)) + pick(LOOKALIKES);
  if (r < 0.97) return 'word '.repeat(below(60)) + pick(LOOKALIKES) + pick(PIECES);
  return pick(WORDS);
}
function number() {
  const r = random();
  if (r < 0.4) return below(70000) - 1000;
  if (r < 0.6) return pick([0, 1, -1, 0.5, -0.25, 1e21, 1e20, 1.5e300, 5e-324, 1e-6, 1e-7, 1.5e-7, 123456789.125, 9007199254740991, 1e100, -1e-10, 0.1, 100, 1e6, 0.000001234]);
  return Math.fround(random() * 10 ** (below(40) - 20));
}
function key() {
  const r = random();
  if (r < 0.55) return pick(WORDS);
  if (r < 0.65) return pick(INDEXES);
  if (r < 0.655) return (pick(['k', '😀', '" ', "'"])).repeat(1 + below(1500));
  return text();
}
function value(depth) {
  const r = random();
  if (r < 0.6 || depth > 4) return text();
  if (r < 0.68) return number();
  if (r < 0.73) return chance(0.5);
  if (r < 0.77) return null;
  return r < 0.89 ? mapping(depth + 1) : Array.from({ length: below(4) }, () => value(depth + 1));
}
// Names that JavaScript's own objects give a meaning to: cdk8s fails on them or loses them.
const OWN = new Set(['__proto__', 'constructor', 'resolve', 'toJSON']);
function mapping(depth) {
  const result = {};
  for (let i = below(5); i > 0; i--) { const k = key(); if (!OWN.has(k)) result[k] = value(depth); }
  return result;
}
function object(i) {
  const doc = { kind: pick(['ConfigMap', 'Workspace', 'Service', text() || 'x']), apiVersion: pick(['v1', 'kaito.sh/v1beta1']), metadata: { name: chance(0.8) ? `n${i}` : text() || 'x' } };
  if (chance(0.3)) doc.metadata.labels = mapping(4);
  if (chance(0.2)) doc.metadata.annotations = mapping(3);
  if (chance(0.1)) doc.metadata.namespace = text();
  if (chance(0.1)) doc.metadata[pick(['finalizers', 'ownerReferences'])] = Array.from({ length: below(3) }, () => value(3));
  if (chance(0.15)) { const k = key(); if (!['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'apiObject'].includes(k) && !OWN.has(k)) doc.metadata[k] = value(2); }
  for (let n = 1 + below(3); n > 0; n--) { const k = chance(0.7) ? pick(['spec', 'data', 'resource', 'inference', 'tuning']) : key(); if (!(k in doc) && !OWN.has(k)) doc[k] = value(0); }
  return doc;
}

const lines = [];
while (lines.length < COUNT) {
  const doc = object(lines.length);
  const app = new cdk8s.App();
  const chart = new cdk8s.Chart(app, 'chart');
  const made = new cdk8s.ApiObject(chart, 'o', JSON.parse(JSON.stringify(doc)));
  lines.push(JSON.stringify([doc, cdk8s.Yaml.stringify(made.toJson())]));
}
fs.writeFileSync(path.join(emitFolder, 'corpus.jsonl.gz'), zlib.gzipSync(lines.join('\n') + '\n', { level: 9 }));

const NAMED = [
  ['models', 'Workspace', 'phi-4-mini'], ['models', 'Service', 'phi-4-mini-headless'], ['default', 'ConfigMap', 'qlora-params-template'],
  ['a', 'Role', 'system:node'], ['a', 'Role', 'x.y_z'], ['0', 'Secret', 'UPPER'], ['team-1', 'NodeClaim', 'ws0a1b2c3d4'], ['x'.repeat(63), 'Job', 'n'.repeat(240)],
  ['b', 'Pod', 'with space'], ['b', 'Pod', 'slash/../up'], ['b', 'Pod', 'é'],
];
const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'corpus-'));
const paths = NAMED.map(([namespace, kind, name], i) => {
  const app = new cdk8s.App({ outdir: path.join(outdir, String(i)), yamlOutputType: cdk8s.YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outputFileExtension: '.yaml' });
  new cdk8s.ApiObject(new cdk8s.Chart(app, namespace, { namespace }), name.replaceAll('/', '-'), { apiVersion: 'v1', kind, metadata: { name } });
  app.synth();
  const found = fs.readdirSync(app.outdir, { recursive: true }).filter(file => file.endsWith('.yaml'));
  return [namespace, kind, name, found[0]];
});
fs.rmSync(outdir, { recursive: true });
fs.writeFileSync(path.join(gitopsFolder, 'cdk8s_paths.json'), '[\n' + paths.map(row => '  ' + JSON.stringify(row)).join(',\n') + '\n]\n');
