// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import io.portcullis.assembly.wire.ImmutableBytes;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The details of a query. A gateway refuses a query whose context does not fit its {@link
 * WireActionType}. The text forms show no contents.
 */
@ProviderType
public sealed interface ActionContext {

  /** The kinds of contexts. */
  enum Kind {
    /** A {@link LlmCall}. */
    LLM_CALL,
    /** A {@link ToolCall}. */
    TOOL_CALL,
    /** A {@link FileOperation}. */
    FILE_OPERATION,
    /** A {@link NetworkCall}. */
    NETWORK_CALL,
    /** A {@link ProcessExec}. */
    PROCESS_EXEC,
    /** A {@link ToolResult}. */
    TOOL_RESULT,
    /** {@link Missing}. */
    MISSING
  }

  /**
   * Returns the kind of this context.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();

  /**
   * A language model is called.
   *
   * @param model its name
   * @param promptTokens the size of the prompt in tokens
   * @param containsPii whether the caller found personal data in it
   */
  record LlmCall(String model, int promptTokens, boolean containsPii) implements ActionContext {
    /** Refuses null. */
    public LlmCall {
      Objects.requireNonNull(model, "model");
    }

    @Override
    public Kind kind() {
      return Kind.LLM_CALL;
    }
  }

  /**
   * A tool is called.
   *
   * @param tool its name
   * @param source where it comes from, or empty
   * @param arguments its arguments, meant to be JSON in UTF-8 but not checked
   * @param targetUrl the URL it is aimed at, or empty
   */
  record ToolCall(String tool, String source, ImmutableBytes arguments, String targetUrl)
      implements ActionContext {
    /** Refuses null. */
    public ToolCall {
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(arguments, "arguments");
      Objects.requireNonNull(targetUrl, "targetUrl");
    }

    @Override
    public Kind kind() {
      return Kind.TOOL_CALL;
    }
  }

  /**
   * A file is accessed.
   *
   * @param operation {@code read}, {@code write}, {@code delete} and the like
   * @param path the path of the file
   * @param sensitive whether the caller considers the path sensitive
   */
  record FileOperation(String operation, String path, boolean sensitive) implements ActionContext {
    /** Refuses null. */
    public FileOperation {
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(path, "path");
    }

    @Override
    public Kind kind() {
      return Kind.FILE_OPERATION;
    }
  }

  /**
   * A host is contacted.
   *
   * @param host its name or address
   * @param port its port
   * @param protocol the protocol
   * @param inAllowlist whether the caller's own list contains it
   */
  record NetworkCall(String host, int port, String protocol, boolean inAllowlist)
      implements ActionContext {
    /** Refuses null. */
    public NetworkCall {
      Objects.requireNonNull(host, "host");
      Objects.requireNonNull(protocol, "protocol");
    }

    @Override
    public Kind kind() {
      return Kind.NETWORK_CALL;
    }
  }

  /**
   * A process is started.
   *
   * @param command the command
   * @param args its arguments
   */
  record ProcessExec(String command, List<String> args) implements ActionContext {
    /** Copies the list; refuses null. */
    public ProcessExec {
      Objects.requireNonNull(command, "command");
      args = List.copyOf(args);
    }

    @Override
    public Kind kind() {
      return Kind.PROCESS_EXEC;
    }

    @Override
    public String toString() {
      return "ProcessExec[%d args]".formatted(args.size());
    }
  }

  /**
   * The result of a tool is about to reach the agent.
   *
   * @param tool the tool's name
   * @param source where the tool comes from, or empty
   * @param result the result, meant to be JSON in UTF-8 but not checked
   * @param sourceUrl the URL the result was taken from, or empty
   */
  record ToolResult(String tool, String source, ImmutableBytes result, String sourceUrl)
      implements ActionContext {
    /** Refuses null. */
    public ToolResult {
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(result, "result");
      Objects.requireNonNull(sourceUrl, "sourceUrl");
    }

    @Override
    public Kind kind() {
      return Kind.TOOL_RESULT;
    }
  }

  /** The query has no details, or details of a newer protocol. */
  record Missing() implements ActionContext {
    @Override
    public Kind kind() {
      return Kind.MISSING;
    }
  }
}
