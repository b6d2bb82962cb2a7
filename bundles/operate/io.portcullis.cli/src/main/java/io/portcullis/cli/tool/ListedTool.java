// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server describes it. Everything in it is the server's word.
 *
 * @param name its name
 * @param description its description, or empty
 * @param readOnly the annotation {@code readOnlyHint}; null if it is absent
 * @param destructive the annotation {@code destructiveHint}; null if it is absent
 * @param arguments the arguments that its schema names
 * @param closed whether the schema names every argument that a call may have
 */
public record ListedTool(
    String name,
    String description,
    @Nullable Boolean readOnly,
    @Nullable Boolean destructive,
    List<ToolArgument> arguments,
    boolean closed) {

  public ListedTool {
    arguments = List.copyOf(arguments);
  }

  /** Returns whether the server declares that the tool changes nothing. */
  public boolean declaredReadOnly() {
    return Boolean.TRUE.equals(readOnly);
  }

  /** Returns whether the tool may destroy something; MCP assumes so without annotations. */
  public boolean mayDestroy() {
    return !declaredReadOnly() && !Boolean.FALSE.equals(destructive);
  }

  /** Returns the argument with a name. */
  public Optional<ToolArgument> argument(String argument) {
    return arguments.stream().filter(each -> each.name().equals(argument)).findFirst();
  }
}
