// SPDX-License-Identifier: Apache-2.0
// An MCP server that demands a bearer token, and its authorization server, made of the SDK's parts.
// usage: oauth-server.mjs LOG
// Prints {"server","issuer"} once both listen. The first line of standard input is the resource
// that a token must have been issued for. Appends each step to LOG as a line of JSON.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DemoInMemoryAuthProvider } from '@modelcontextprotocol/sdk/examples/server/demoInMemoryOAuthProvider.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  createOAuthMetadata,
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
  mcpAuthRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const log = process.argv[2];
const audience = new Promise((resolve) => {
  createInterface({ input: process.stdin }).once('line', resolve);
});

function note(step, details) {
  appendFileSync(log, `${JSON.stringify({ step, ...details })}\n`);
}

function listen(app) {
  return new Promise((resolve, reject) => {
    const listener = app.listen(0, '127.0.0.1', (error) =>
      error ? reject(error) : resolve(`http://127.0.0.1:${listener.address().port}`),
    );
  });
}

class Provider extends DemoInMemoryAuthProvider {
  async authorize(client, params, res) {
    note('authorize', { resource: params.resource });
    return super.authorize(client, params, res);
  }

  async exchangeAuthorizationCode(client, code, verifier, redirect, resource) {
    note('token', { resource });
    return super.exchangeAuthorizationCode(client, code, verifier, redirect, resource);
  }

  async verifyAccessToken(token) {
    try {
      return await super.verifyAccessToken(token);
    } catch (error) {
      throw new InvalidTokenError(error.message);
    }
  }
}

function tools() {
  const server = new McpServer({ name: 'guarded', version: '1' });
  for (const name of ['build', 'destroy']) {
    server.registerTool(name, { description: name }, (extra) => {
      note('ran', { tool: name, resource: extra.authInfo?.resource });
      return { content: [{ type: 'text', text: `${name} done` }] };
    });
  }
  return server;
}

const provider = new Provider();
const authorization = createMcpExpressApp();
const issuer = new URL(await listen(authorization));
authorization.use(mcpAuthRouter({ provider, issuerUrl: issuer }));

const app = createMcpExpressApp();
const url = new URL('/mcp', await listen(app));
app.use(
  mcpAuthMetadataRouter({
    oauthMetadata: createOAuthMetadata({ provider, issuerUrl: issuer }),
    resourceServerUrl: url,
  }),
);
app.use('/mcp', async (req, res, next) =>
  requireBearerAuth({
    verifier: provider,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
    expectedResource: await audience,
  })(req, res, next),
);
const sessions = new Map();
app.all('/mcp', async (req, res) => {
  let transport = sessions.get(req.headers['mcp-session-id']);
  if (!transport) {
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => sessions.set(id, transport),
    });
    await tools().connect(transport);
  }
  await transport.handleRequest(req, res, req.body);
});

console.log(JSON.stringify({ server: url, issuer: issuer.origin }));
