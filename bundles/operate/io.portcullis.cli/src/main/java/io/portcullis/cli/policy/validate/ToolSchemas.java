// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.validate;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.tool.JsonTree;
import io.portcullis.cli.tool.ListedTool;
import io.portcullis.cli.tool.SchemaType;
import io.portcullis.cli.tool.ToolArgument;
import io.portcullis.cli.tool.ToolListReader;
import io.portcullis.policy.model.ToolSchema;
import io.portcullis.policy.model.ToolSchema.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the answer of {@code tools/list} from a file. Stateless and thread-safe. */
final class ToolSchemas {
  private static final int MAX_BYTES = 16 << 20;

  private ToolSchemas() {}

  /**
   * Reads a file.
   *
   * @throws CliUsageException if it cannot be read or is no list of tools
   */
  static List<ToolSchema> read(String file) throws CliUsageException {
    try (InputStream in = Files.newInputStream(PathArgument.file(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CliUsageException(file + ": it is larger than 16 MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      List<ListedTool> tools = ToolListReader.read(JsonTree.parse(text));
      if (tools.isEmpty()) {
        throw new CliUsageException(file + ": it lists no tools");
      }
      return tools.stream().map(ToolSchemas::schema).toList();
    } catch (IOException e) {
      throw new CliUsageException(
          file + ": no list of tools, such as the answer of tools/list: " + firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("not readable");
  }

  /** Without any annotation a tool is not taken for destructive, or each tool would be. */
  private static ToolSchema schema(ListedTool tool) {
    boolean annotated = tool.readOnly() != null || tool.destructive() != null;
    Map<String, Set<ValueType>> arguments = new HashMap<>();
    for (ToolArgument argument : tool.arguments()) {
      arguments.put(
          argument.name(),
          argument.types().stream().map(ToolSchemas::type).collect(Collectors.toSet()));
    }
    return new ToolSchema(tool.name(), annotated && tool.mayDestroy(), arguments, tool.closed());
  }

  private static ValueType type(SchemaType type) {
    return switch (type) {
      case STRING -> ValueType.TEXT;
      case NUMBER, INTEGER -> ValueType.NUMBER;
      case BOOLEAN -> ValueType.BOOLEAN;
      case OBJECT -> ValueType.OBJECT;
      case ARRAY -> ValueType.LIST;
      case NULL -> ValueType.NULL;
    };
  }
}
