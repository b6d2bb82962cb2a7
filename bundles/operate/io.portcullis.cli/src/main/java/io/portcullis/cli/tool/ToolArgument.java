// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.util.Set;

/**
 * An argument that the schema of a tool names.
 *
 * @param name its name, as the server wrote it
 * @param types the types that its values may have; empty if the schema does not say
 * @param items the types that the items of an array may have; empty if the schema does not say
 * @param required whether a call must have it
 * @param format the format of a text, such as {@code uri}, or empty
 */
public record ToolArgument(
    String name, Set<SchemaType> types, Set<SchemaType> items, boolean required, String format) {

  public ToolArgument {
    types = Set.copyOf(types);
    items = Set.copyOf(items);
  }

  /** Returns whether a value may have a type. */
  public boolean accepts(SchemaType type) {
    return types.isEmpty() || types.contains(type);
  }
}
