// Holds that the classes in pkg-template/host/ have what the WebAssembly calls: each method with as many parameters, and
// each property, of the same types. TypeScript's own `implements` lets a method take fewer parameters.

import type { Host } from './host.js';
import type { BaseUrl } from './host/base-url.js';
import type { Call } from './host/call.js';
import type { Options } from './host/options.js';
import type { CallerRequest } from './host/request.js';
import type { Claims } from './host/token.js';

interface Classes {
  BaseUrl: BaseUrl;
  Call: Call;
  Claims: Claims;
  Options: Options;
  Request: CallerRequest;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type Method = (...parameters: any) => any;

/** Whether a method takes what the WebAssembly passes, and returns what the WebAssembly expects. */
type Takes<Own, Wanted> = [Own, Wanted] extends [
  (...taken: infer Taken extends unknown[]) => infer Returned,
  (...passed: infer Passed extends unknown[]) => infer Expected,
]
  ? [Same<Taken['length'], Passed['length']>, Passed, () => Returned] extends [true, Taken, () => Expected]
    ? true
    : false
  : false;

type Fits<Own, Wanted> = [Wanted] extends [Method] ? Takes<Own, Wanted> : Same<Own, Wanted>;

/** The names of the members of an interface that a class lacks, or has in another shape. */
type Misfits<Class, Interface> = {
  [Name in keyof Interface]: Name extends keyof Class
    ? Fits<Class[Name], Interface[Name]> extends true
      ? never
      : Name
    : Name;
}[keyof Interface];

export declare const misfits: {
  [Name in keyof Host | keyof Classes]: Name extends keyof Host & keyof Classes
    ? Misfits<Classes[Name], Host[Name]>
    : Name;
};

// The error names the member that does not fit.
export const none: Record<keyof Host, never> = misfits;
