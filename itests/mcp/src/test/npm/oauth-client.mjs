// SPDX-License-Identifier: Apache-2.0
// Authorizes itself at an MCP server as the SDK does it, calls two tools, and prints one JSON
// object with what it saw.
// usage: oauth-client.mjs URL
import { InMemoryOAuthClientProvider } from '@modelcontextprotocol/sdk/examples/client/simpleOAuthClientProvider.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const url = new URL(process.argv[2]);
const seen = { requests: [] };
let code;

async function recorded(target, init) {
  const response = await fetch(target, init);
  seen.requests.push(`${init?.method ?? 'GET'} ${target} ${response.status}`);
  return response;
}

async function authorize(page) {
  seen.resource = page.searchParams.get('resource');
  const answer = await fetch(page, { redirect: 'manual' });
  code = new URL(answer.headers.get('location')).searchParams.get('code');
}

// The redirection is read and not followed, so nothing has to listen there.
const callback = 'http://127.0.0.1:1/callback';
const authProvider = new InMemoryOAuthClientProvider(callback, {
  client_name: 'oauth',
  redirect_uris: [callback],
  token_endpoint_auth_method: 'none',
});
// The example's own handler returns no promise, so the flow would not wait for the code.
authProvider.redirectToAuthorization = authorize;

function transport() {
  return new StreamableHTTPClientTransport(url, { authProvider, fetch: recorded });
}

const first = transport();
try {
  await new Client({ name: 'oauth', version: '1' }).connect(first);
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
  seen.unauthorized = true;
}
await first.finishAuth(code);
const client = new Client({ name: 'oauth', version: '1' });
await client.connect(transport());
seen.allowed = await client.callTool({ name: 'build', arguments: {} });
seen.denied = await client.callTool({ name: 'destroy', arguments: {} });
console.log(JSON.stringify(seen));
await client.close();
