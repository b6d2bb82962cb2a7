// SPDX-License-Identifier: Apache-2.0
package com.example.agent;

import io.portcullis.api.RequireGate;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** An agent with two tools, {@code read_file} and {@code delete_file}. Without a gate it stops. */
@RequireGate
@Component(service = BiFunction.class)
public final class FileAgent implements BiFunction<String, String, String> {
  private final ToolGate gate;

  /**
   * Creates the agent.
   *
   * @param gate the gate that every tool call passes
   */
  @Activate
  public FileAgent(@Reference ToolGate gate) {
    this.gate = gate;
  }

  /**
   * Uses a tool on a file.
   *
   * @param tool the tool's name
   * @param file an absolute path
   * @return the tool's result, or the reason why it did not run
   */
  @Override
  public String apply(String tool, String file) {
    String json = "{\"path\":\"" + file.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    ToolOutcome<String> outcome =
        gate.run(ToolCall.of(tool, json), arguments -> use(tool, Path.of(file)));
    if (outcome instanceof ToolOutcome.Completed<String> completed) {
      return completed.value();
    }
    if (outcome instanceof ToolOutcome.Denied<String> denied) {
      return "denied: " + denied.verdict().reason();
    }
    return "failed: " + ((ToolOutcome.Failed<String>) outcome).cause();
  }

  private static String use(String tool, Path file) throws Exception {
    if (tool.equals("read_file")) {
      return Files.readString(file);
    }
    Files.delete(file);
    return "deleted";
  }
}
