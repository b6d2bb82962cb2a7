// SPDX-License-Identifier: Apache-2.0
// Calls a tool as a task and prints one JSON object with what came of it.
// usage: tasks-client.mjs stdio TOOL COMMAND... | http TOOL URL
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const [kind, tool, command, ...args] = process.argv.slice(2);
const transport =
  kind === 'stdio'
    ? new StdioClientTransport({ command, args, env: { ...process.env }, stderr: 'inherit' })
    : new StreamableHTTPClientTransport(new URL(command));
const client = new Client({ name: 'tasks', version: '1' }, { capabilities: {} });
const seen = { events: [] };

async function attempt(name, step) {
  try {
    seen[name] = await step();
  } catch (error) {
    seen[name] = { code: error.code, data: error.data };
  }
}

await client.connect(transport);
seen.capability = client.getServerCapabilities().tasks !== undefined;
let task;
await attempt('call', async () => {
  const stream = client.experimental.tasks.callToolStream(
    { name: tool, arguments: {} },
    CallToolResultSchema,
    { task: { ttl: 60000 } },
  );
  for await (const message of stream) {
    seen.events.push(message.type);
    task = message.task?.taskId ?? task;
    if (message.type === 'error') throw message.error;
    if (message.type === 'result') return message.result;
  }
});
if (task) {
  await attempt('get', async () => (await client.experimental.tasks.getTask(task)).status);
}
await attempt('unknown', () => client.experimental.tasks.getTask('no-such-task'));
await attempt('list', async () => (await client.experimental.tasks.listTasks()).tasks.length);
console.log(JSON.stringify(seen));
await client.close();
