// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import io.portcullis.testkit.fake.ObservedTool;

/** An object with a tool, as an application has it. */
public final class FileTools {
  static final String READ_FILE = "read_file";

  private final ObservedTool observed;

  FileTools(ObservedTool observed) {
    this.observed = observed;
  }

  @Tool(name = READ_FILE, value = "Reads a file")
  public String readFile(@P("path") String path) {
    return observed.run("{\"path\":\"" + path + "\"}");
  }
}
