// What a run was made with and on, as JSON.
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, platform } from 'node:os';

const PACKAGES = ['nomba-revoke', 'oauth4webapi', 'ky', 'zod', 'openapi-fetch', 'ajv'];
const manifests = [
  ...PACKAGES.map((name) => new URL(`node_modules/${name}/package.json`, import.meta.url)),
  new URL('../../node_modules/esbuild/package.json', import.meta.url),
];
const versions = {};
for (const file of manifests.filter((file) => existsSync(file))) {
  const { name, version } = JSON.parse(readFileSync(file, 'utf8'));
  versions[name] = version;
}
versions.node = process.versions.node;
const [{ model }] = cpus();
const [load] = loadavg();
const date = new Date().toISOString().slice(0, 10);
console.log(JSON.stringify({ date, processor: model.trim(), cores: cpus().length, system: platform(), load, versions }));
