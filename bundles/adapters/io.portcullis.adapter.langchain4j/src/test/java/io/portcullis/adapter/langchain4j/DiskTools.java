// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tools whose side effects can be counted. */
public final class DiskTools {
  final List<String> effects = new CopyOnWriteArrayList<>();

  @Tool("Reads a file")
  public String read(@P("path") String path) {
    effects.add("read " + path);
    return "contents " + effects.size() + " of " + path;
  }

  @Tool("Deletes a file")
  public void delete(@P("path") String path) {
    effects.add("delete " + path);
  }

  @Tool(value = "Prints a file", returnBehavior = ReturnBehavior.IMMEDIATE)
  public String print(@P("path") String path) {
    effects.add("print " + path);
    return "printed " + path;
  }

  @Tool("Fails")
  public String fail() {
    effects.add("fail");
    throw new IllegalStateException("disk on fire");
  }
}
