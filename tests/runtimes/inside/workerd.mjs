// workerd: the query of a request holds what is given to tryOut, as JSON.
import * as api from 'nomba-revoke';
import * as inline from 'nomba-revoke/inline';
import module from 'nomba-revoke/nomba_revoke_bg.wasm';
import * as slim from 'nomba-revoke/slim';
import { tryOut } from './try-out.mjs';

export default {
  async fetch(request) {
    const given = JSON.parse(new URL(request.url).searchParams.get('given'));
    const source = () => module;
    return Response.json(await tryOut({ ...given, api, inline, slim, source, compiles: false }));
  },
};
