// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tools of an answer to {@code tools/list}. Stateless and thread-safe. */
public final class ToolListReader {
  /** The maximum number of tools. */
  public static final int MAX_TOOLS = 1_000;

  private static final int MAX_ARGUMENTS = 1_000;

  private ToolListReader() {}

  /**
   * Returns the tools of an answer.
   *
   * @param answer the whole answer, its result, or the array of tools
   * @throws IOException if it is none of them, or a tool has no name
   */
  public static List<ListedTool> read(Object answer) throws IOException {
    Object result = JsonTree.member(answer, "result");
    Object holder = result == null ? answer : result;
    Object list = holder instanceof List<?> ? holder : JsonTree.member(holder, "tools");
    if (!(list instanceof List<?>)) {
      throw new IOException("no list of tools; give the answer of tools/list");
    }
    List<ListedTool> tools = new ArrayList<>();
    for (Object item : JsonTree.items(list)) {
      if (tools.size() >= MAX_TOOLS) {
        throw new IOException("more than " + MAX_TOOLS + " tools");
      }
      tools.add(tool(item));
    }
    return tools;
  }

  private static ListedTool tool(Object item) throws IOException {
    if (!(JsonTree.member(item, "name") instanceof String name)) {
      throw new IOException("a tool has no name");
    }
    Object hints = JsonTree.member(item, "annotations");
    Object schema = JsonTree.member(item, "inputSchema");
    return new ListedTool(
        name,
        JsonTree.text(item, "description"),
        hint(hints, "readOnlyHint"),
        hint(hints, "destructiveHint"),
        arguments(schema),
        isClosed(schema));
  }

  private static @Nullable Boolean hint(@Nullable Object hints, String name) {
    return JsonTree.member(hints, name) instanceof Boolean value ? value : null;
  }

  private static List<ToolArgument> arguments(@Nullable Object schema) throws IOException {
    List<ToolArgument> arguments = new ArrayList<>();
    List<Object> required = JsonTree.items(JsonTree.member(schema, "required"));
    if (JsonTree.member(schema, "properties") instanceof Map<?, ?> properties) {
      if (properties.size() > MAX_ARGUMENTS) {
        throw new IOException("a tool has more than " + MAX_ARGUMENTS + " arguments");
      }
      for (Map.Entry<?, ?> property : properties.entrySet()) {
        String name = String.valueOf(property.getKey());
        arguments.add(argument(name, property.getValue(), required.contains(name)));
      }
    }
    return arguments;
  }

  private static ToolArgument argument(String name, Object schema, boolean required) {
    Set<SchemaType> items = EnumSet.noneOf(SchemaType.class);
    for (Object part : parts(schema)) {
      items.addAll(types(JsonTree.member(part, "items")));
    }
    return new ToolArgument(name, types(schema), items, required, JsonTree.text(schema, "format"));
  }

  /** A schema of which a part does not tell its type may accept any. */
  private static Set<SchemaType> types(@Nullable Object schema) {
    Set<SchemaType> types = EnumSet.noneOf(SchemaType.class);
    for (Object part : parts(schema)) {
      Set<SchemaType> own = ownTypes(part);
      if (own.isEmpty()) {
        return own;
      }
      types.addAll(own);
    }
    return types;
  }

  private static List<Object> parts(@Nullable Object schema) {
    for (String key : List.of("anyOf", "oneOf")) {
      List<Object> parts = JsonTree.items(JsonTree.member(schema, key));
      if (!parts.isEmpty()) {
        return parts;
      }
    }
    return schema == null ? List.of() : List.of(schema);
  }

  private static Set<SchemaType> ownTypes(Object schema) {
    Set<SchemaType> types = EnumSet.noneOf(SchemaType.class);
    Object type = JsonTree.member(schema, "type");
    for (Object word : type instanceof String ? List.of(type) : JsonTree.items(type)) {
      SchemaType.parse(String.valueOf(word)).ifPresent(types::add);
    }
    if (types.isEmpty()) {
      for (Object value : values(schema)) {
        types.add(typeOf(value));
      }
    }
    return types;
  }

  private static List<Object> values(Object schema) {
    Object constant = JsonTree.member(schema, "const");
    return constant == null ? JsonTree.items(JsonTree.member(schema, "enum")) : List.of(constant);
  }

  private static SchemaType typeOf(Object value) {
    if (value instanceof String) {
      return SchemaType.STRING;
    }
    if (value instanceof Boolean) {
      return SchemaType.BOOLEAN;
    }
    if (value instanceof JsonTree.NumberText) {
      return SchemaType.NUMBER;
    }
    if (value instanceof List<?>) {
      return SchemaType.ARRAY;
    }
    return value instanceof Map<?, ?> ? SchemaType.OBJECT : SchemaType.NULL;
  }

  /** A schema that is composed or refers to others may have arguments that are not listed. */
  private static boolean isClosed(@Nullable Object schema) {
    if (!(schema instanceof Map<?, ?> map)) {
      return false;
    }
    Object more = map.get("additionalProperties");
    boolean open = Boolean.TRUE.equals(more) || more instanceof Map<?, ?>;
    return !open
        && List.of("anyOf", "oneOf", "allOf", "$ref", "if", "patternProperties").stream()
            .noneMatch(map::containsKey);
  }
}
