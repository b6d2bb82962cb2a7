# SPDX-License-Identifier: Apache-2.0
"""An agent of the Python SDK of Agent Assembly, whose only tools make files.

Each line of the standard input is the name of a tool, a blank, and its arguments as JSON with the key "file". The tool
runs if the SDK's interceptor allows it; each answer is a line with the word of the interceptor and its reason.
"""

import json
import pathlib
import sys

from agent_assembly.core import runtime_interceptor

agent = sys.argv[1]
client = runtime_interceptor.connect_runtime_client(agent)
interceptor = runtime_interceptor.build_governance_interceptor(
    object(), agent, "enforce", runtime_client=client, native_available=True
)
print("ready", flush=True)
for line in sys.stdin:
    tool, _, text = line.strip().partition(" ")
    arguments = json.loads(text)
    verdict = interceptor.check_tool_start(
        serialized={"name": tool}, tool_name=tool, args=arguments
    )
    if verdict["status"] == "allow":
        pathlib.Path(arguments["file"]).write_text(tool)
    print(verdict["status"], verdict.get("reason", ""), flush=True)
