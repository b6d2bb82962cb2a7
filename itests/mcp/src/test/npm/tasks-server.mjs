// SPDX-License-Identifier: Apache-2.0
// An MCP server whose tool runs as a task of revision 2025-11-25.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { InMemoryTaskStore, InMemoryTaskMessageQueue } from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js';

const server = new McpServer(
  { name: 'tasks', version: '1' },
  {
    capabilities: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
    taskStore: new InMemoryTaskStore(),
    taskMessageQueue: new InMemoryTaskMessageQueue(),
  },
);

for (const name of ['build', 'destroy']) {
  server.experimental.tasks.registerToolTask(
    name,
    { description: name, execution: { taskSupport: 'required' } },
    {
      async createTask(extra) {
        process.stderr.write(`ran ${name}\n`);
        const task = await extra.taskStore.createTask({ ttl: 60000, pollInterval: 50 });
        setTimeout(
          () =>
            extra.taskStore.storeTaskResult(task.taskId, 'completed', {
              content: [{ type: 'text', text: 'built with card 4111 1111 1111 1111' }],
            }),
          200,
        );
        return { task };
      },
      async getTask(extra) {
        return extra.taskStore.getTask(extra.taskId);
      },
      async getTaskResult(extra) {
        return extra.taskStore.getTaskResult(extra.taskId);
      },
    },
  );
}

await server.connect(new StdioServerTransport());
