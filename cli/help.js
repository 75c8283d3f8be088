// What --help prints: one screen a topic.

export const HELP = `Revokes Nomba access tokens, and says of each whether it is revoked.

Usage: nomba-revoke [FILE] --environment production|sandbox --client-id ID [options]
       nomba-revoke find PATH... [--revoke]    finds the tokens in logs and other files; find --help

FILE (or standard input) holds the tokens: one a line, CSV with a column access_token, JSON Lines or
JSON with a property access_token, or a report of gitleaks or TruffleHog. A token is a JWT: what
stands around it is taken off, and what holds none is named and not sent.

Where to
  --environment NAME     production or sandbox
  --base-url URL         a server instead: a proxy of your own, or a mock server
  --relay URL            a relay of your own back end instead (nomba-revoke/relay). It has the
                         environment, and may have the client id; no variable is taken
  --header-file FILE     with these two: lines “name: value”, in a file that only you may read
  --client-id ID         the client that the tokens are of (or set NOMBA_CLIENT_ID)
  --account-id ID        sent as the accountId header (or set NOMBA_ACCOUNT_ID)

What
  --input-format FORMAT  lines, csv, jsonl or json, where FILE doesn't show it
  --token-column NAME    the column or property of the token (access_token, accessToken, token,
                         Secret, Raw); data.access_token is a property within a property
  --label-column NAME    the column or property that the report repeats (label)
  --no-length-check      also send tokens that are shorter or longer than the specification says
  --skip-expired         leave out what has expired by this machine's clock
  --longest-lived-first  begin with the tokens that live longest

How
  --dry-run              read and check everything, send nothing
  --yes                  don't ask; needed where there is no terminal, and with standard input
  --plan HASH            begin only if a dry run would print this hash: same tokens, client, server
  --until-expiry         try again what is unknown, until it is revoked or refused or has expired
  --retries N            further attempts after the first (2)
  --timeout MS           for one attempt, in milliseconds (30000)
  --concurrency N        requests at a time, at most (32)
  --rate-limit N/TIME    the pace to begin with, such as 40/1s (15/1s); false: no pace
  --max-failures N       stop after N tokens in a row fail in the same way (10; 0: never)
  --report FILE          the report, in JSON Lines (./nomba-revoke-TIME.jsonl); -: standard output
  --format FORMAT        jsonl, or csv: at the end, a CSV file beside the report
  --resume REPORT        go on with the run that wrote REPORT: what is revoked is skipped
  --help, --version

The variables HTTPS_PROXY and HTTP_PROXY name a proxy to go through, NO_PROXY the hosts to reach
without it; lower case will do. Without HTTPS_PROXY, HTTP_PROXY is for https:// addresses as well.
Ctrl-C once waits for what is in flight and finishes the report; twice stops at once.

Exit status: 0, all revoked, but for what --skip-expired left out; 1, some not, or cut short;
2, wrong use, and nothing was sent. In a dry run: 0, all could be sent; 1, some not.
`;

export const FIND_HELP = `Finds Nomba access tokens in any text, and lists them by their hashes. Sends nothing.

Usage: nomba-revoke find PATH... [--revoke --environment NAME --client-id ID [options]]

PATH is a file of any text (a log, a HAR file, source, .env, JSON), a folder, with all below it, or
- for standard input. A PATH may be a link; below it, none is followed. A file that is called find
is ./find.

Listed are, by file, how many tokens there are, and for each token its SHA-256, when it expires,
and all its places as FILE:LINE. Never the token. A token in several places counts once.

A JWT counts as one of the vendor's where it looks like the example of the specification: its
header is {"alg":"HS256"} and nothing else; it has iat, exp, a sub that is a UUID and a claim whose
name begins with G:, and neither iss nor aud; it has 300 to 600 characters, 43 of them in its
signature. Any other JWT is somebody else's: it is counted, and never sent.

Not looked into: compressed files and archives, which are counted (an uncompressed tar is searched),
bodies in base64, tokens that are broken over lines, and JWTs of which neither header nor claims
begin with {" and a letter, which is eyJ in base64url.

  --revoke               go on and revoke what was found, with all options of nomba-revoke --help
                         but --input-format, --token-column, --label-column and --no-length-check.
                         The label in the report is the token's first FILE:LINE
  --help

Exit status without --revoke: 0, whatever was found; 1, something could not be read; 2, wrong use.
With it, that of nomba-revoke; also 1, something could not be read, and 0, nothing was found.
`;
