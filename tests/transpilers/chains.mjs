// The transpilers and minifiers that builds put their dependencies through. A chain is one tool or several, in
// the order in which a build runs them.
import { transformAsync } from '@babel/core';
import swc from '@swc/core';
import { transform as esbuildTransform } from 'esbuild';
import { rolldown } from 'rolldown';
import { minify as terserMinify } from 'terser';
import ts from 'typescript';
import { fileURLToPath } from 'node:url';

/** Where Babel looks for its preset. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

// A tool takes the text of a file and whether it is an ES module, and returns the text that it makes of it.

function babel(targets, { assumptions, ...preset } = {}) {
  return async (text, isModule) => {
    const { code } = await transformAsync(text, {
      configFile: false,
      babelrc: false,
      compact: false,
      cwd: HERE,
      sourceType: isModule ? 'module' : 'script',
      presets: [['@babel/preset-env', { targets, modules: false, ...preset }]],
      assumptions,
    });
    return code;
  };
}

function swcFor(targets, { loose = false } = {}) {
  return async (text, isModule) => {
    const { code } = await swc.transform(text, {
      configFile: false,
      swcrc: false,
      isModule,
      env: { targets, loose },
    });
    return code;
  };
}

function esbuild(settings) {
  return async (text) => (await esbuildTransform(text, settings)).code;
}

/** Rolldown with Oxc, as in Vite: it bundles the helpers of the transpiler. */
function rolldownFor(target) {
  return async (text) => {
    const bundle = await rolldown({
      input: 'entry.mjs',
      external: /\.wasm$/,
      transform: { target },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'entry.mjs' ? id : undefined),
          load: (id) => (id === 'entry.mjs' ? text : undefined),
        },
      ],
    });
    const { output } = await bundle.generate({ minify: true });
    return output[0].code;
  };
}

function terser(settings = {}) {
  return async (text, isModule) => {
    const { code } = await terserMinify(text, { ecma: 2020, module: isModule, toplevel: true, ...settings });
    return code;
  };
}

function typescript(target) {
  return async (text) => {
    const compilerOptions = { target: ts.ScriptTarget[target], module: ts.ModuleKind.ESNext, allowJs: true };
    return ts.transpileModule(text, { compilerOptions, fileName: 'file.js' }).outputText;
  };
}

const OLD = 'safari 14, firefox 78, chrome 83';

/** Why cases of the contract are left out. */
const TYPEOF = 'in ES5, typeof becomes a function that also reads the property constructor';
const RETURN = 'return(value) resolves with what was awaited last, and not with its argument';

/**
 * The chains by name. After each of them calls are made. Where `contract` says so, all cases of the contract are run,
 * but for those in `excludes`: with 'always' whenever the suite runs, with 'matrix' and 'everywhere' with the matrix,
 * and with 'everywhere' in workerd and Chromium as well. Those with `modulesOnly` get no CommonJS.
 */
export const CHAINS = {
  'Babel for Safari 14': { tools: [babel('safari 14')], contract: 'always' },
  'Babel for Firefox 78': { tools: [babel('firefox 78')] },
  'Babel for Chrome 83': { tools: [babel('chrome 83')] },
  'Babel for "defaults"': { tools: [babel('defaults')] },
  'Babel for ES5': { tools: [babel('ie 11')], contract: 'matrix' },
  'Babel with loose': { tools: [babel(OLD, { loose: true })], contract: 'matrix' },
  'Babel with assumptions': {
    tools: [babel(OLD, { assumptions: { privateFieldsAsProperties: true, setPublicClassFields: true } })],
  },
  'Babel for Safari 14, then terser': {
    tools: [babel('safari 14'), terser()],
    contract: 'everywhere',
  },
  'Babel for ES5, then terser': { tools: [babel('ie 11'), terser({ ecma: 5 })] },
  'SWC for Safari 14': { tools: [swcFor('safari 14')], contract: 'always' },
  'SWC for Firefox 78 and Chrome 83': { tools: [swcFor('firefox 78, chrome 83')] },
  'SWC with loose': { tools: [swcFor(OLD, { loose: true })] },
  'SWC for ES5': {
    tools: [swcFor('ie 11')],
    contract: 'matrix',
    excludes: {
      'request: each field is read once': TYPEOF,
      'batch: an early end starts nothing new, closes the input and waits for what is in flight': RETURN,
    },
  },
  'esbuild for ES2020': { tools: [esbuild({ target: 'es2020' })], contract: 'always' },
  'esbuild for Safari 14, Firefox 78 and Chrome 83': {
    // By itself esbuild refuses to transpile for Safari 14 whatever has destructuring in it; Vite sets the same.
    tools: [
      esbuild({
        target: ['safari14', 'firefox78', 'chrome83'],
        supported: { destructuring: true },
      }),
    ],
  },
  'esbuild with minify for ES2017': {
    tools: [esbuild({ target: 'es2017', minify: true })],
    contract: 'matrix',
    excludes: {
      'batch: an early end starts nothing new, closes the input and waits for what is in flight': RETURN,
    },
  },
  'esbuild with minify, then Babel': {
    tools: [esbuild({ target: 'esnext', minify: true }), babel('safari 14')],
    contract: 'matrix',
  },
  'terser': { tools: [terser({ compress: { passes: 2 } })], contract: 'always' },
  'terser for ES2022 without mangling': { tools: [terser({ ecma: 2022, mangle: false })] },
  'terser, then Babel': { tools: [terser(), babel('safari 14')], contract: 'matrix' },
  // It imports its helpers into CommonJS as well, and what both imports and sets module.exports exports nothing.
  'Rolldown with Oxc for Safari 14': {
    tools: [rolldownFor('safari14')],
    contract: 'matrix',
    modulesOnly: true,
  },
  'TypeScript for ES2017': { tools: [typescript('ES2017')], contract: 'matrix' },
};

/** What a chain makes of the text of a file. */
export async function put(text, isModule, { tools }) {
  let result = text;
  for (const tool of tools) result = await tool(result, isModule);
  return result;
}
