// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** The details of an event. The text forms show no arguments. */
@ProviderType
public sealed interface EventDetail
    permits EventDetail.LlmCall,
        EventDetail.ToolCall,
        EventDetail.FileOperation,
        EventDetail.NetworkCall,
        EventDetail.ProcessExec,
        PolicyViolation,
        EventDetail.Approval,
        EventDetail.Missing {

  /** The kinds of details. */
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
    /** A {@link PolicyViolation}; the runtime echoes it as a {@link ViolationAlert}. */
    VIOLATION,
    /** An {@link Approval}. */
    APPROVAL,
    /** {@link Missing}. */
    MISSING
  }

  /**
   * Returns the kind of this detail.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();

  /**
   * A language model was called.
   *
   * @param model its name
   * @param promptTokens the size of the prompt in tokens
   * @param completionTokens the size of the answer in tokens
   * @param latencyMs how long it took in milliseconds
   * @param piiDetected whether personal data was found
   * @param piiRedacted whether personal data was removed
   * @param provider the provider of the model
   */
  record LlmCall(
      String model,
      int promptTokens,
      int completionTokens,
      long latencyMs,
      boolean piiDetected,
      boolean piiRedacted,
      String provider)
      implements EventDetail {
    /** Refuses null. */
    public LlmCall {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(provider, "provider");
    }

    @Override
    public Kind kind() {
      return Kind.LLM_CALL;
    }
  }

  /**
   * A tool was called.
   *
   * @param tool its name
   * @param source where it comes from, or empty
   * @param latencyMs how long it took in milliseconds
   * @param succeeded whether it returned
   * @param errorMessage the error message, or empty
   * @param arguments its arguments, meant to be JSON in UTF-8 but not checked
   */
  record ToolCall(
      String tool,
      String source,
      long latencyMs,
      boolean succeeded,
      String errorMessage,
      ImmutableBytes arguments)
      implements EventDetail {
    /** Refuses null. */
    public ToolCall {
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(errorMessage, "errorMessage");
      Objects.requireNonNull(arguments, "arguments");
    }

    @Override
    public Kind kind() {
      return Kind.TOOL_CALL;
    }
  }

  /**
   * A file was accessed.
   *
   * @param operation the operation
   * @param path the path of the file
   * @param bytes the number of bytes
   * @param source the origin of the access, or empty
   * @param latencyMs how long it took in milliseconds
   * @param sensitive whether the path is considered sensitive
   */
  record FileOperation(
      String operation, String path, long bytes, String source, long latencyMs, boolean sensitive)
      implements EventDetail {
    /** Refuses null. */
    public FileOperation {
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(source, "source");
    }

    @Override
    public Kind kind() {
      return Kind.FILE_OPERATION;
    }
  }

  /**
   * A host was contacted.
   *
   * @param host its name or address
   * @param port its port
   * @param protocol the protocol
   * @param latencyMs how long it took in milliseconds
   * @param statusCode the status of its answer, or 0
   * @param succeeded whether it answered
   */
  record NetworkCall(
      String host, int port, String protocol, long latencyMs, int statusCode, boolean succeeded)
      implements EventDetail {
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
   * A process was started.
   *
   * @param command the command
   * @param args its arguments
   * @param exitCode its exit code
   * @param durationMs how long it ran in milliseconds
   * @param succeeded whether it ended successfully
   */
  record ProcessExec(
      String command, List<String> args, int exitCode, long durationMs, boolean succeeded)
      implements EventDetail {
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
      return "ProcessExec[%d args, exitCode=%d]".formatted(args.size(), exitCode);
    }
  }

  /**
   * An approval was decided.
   *
   * @param approvalId the id of the approval
   * @param approverId the id of the approver
   * @param approved whether the action may run
   * @param reason the reason, or empty
   * @param waitTimeMs how long the action waited in milliseconds
   */
  record Approval(
      String approvalId, String approverId, boolean approved, String reason, long waitTimeMs)
      implements EventDetail {
    /** Refuses null. */
    public Approval {
      Objects.requireNonNull(approvalId, "approvalId");
      Objects.requireNonNull(approverId, "approverId");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public Kind kind() {
      return Kind.APPROVAL;
    }
  }

  /** The event has no details, or details of a newer protocol. */
  record Missing() implements EventDetail {
    @Override
    public Kind kind() {
      return Kind.MISSING;
    }
  }
}
