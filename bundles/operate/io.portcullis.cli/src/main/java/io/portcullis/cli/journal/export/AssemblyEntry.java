// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.export;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * One entry of the audit chain of Agent Assembly, with the values that our records contain. Empty
 * texts are absent.
 *
 * @param type what happened
 * @param timestampNanos nanoseconds since 1970
 * @param agent identity of the agent
 * @param trace the trace, which stands for a session
 * @param payload anything, here canonical JSON
 * @param policy {@code sha256:} and hex, or empty
 */
record AssemblyEntry(
    EventType type,
    long timestampNanos,
    String agent,
    String trace,
    String payload,
    String team,
    String org,
    String policy) {

  /** The types that our records become, with their numbers upstream. */
  enum EventType {
    TOOL_CALL_INTERCEPTED("ToolCallIntercepted", 0),
    POLICY_VIOLATION("PolicyViolation", 1),
    APPROVAL_REQUESTED("ApprovalRequested", 3),
    APPROVAL_GRANTED("ApprovalGranted", 4),
    APPROVAL_DENIED("ApprovalDenied", 5),
    APPROVAL_TIMED_OUT("ApprovalTimedOut", 8),
    TOOL_DISPATCHED("ToolDispatched", 13),
    GOVERNANCE_MUTATION("GovernanceMutation", 22);

    final String word;
    final int ordinal;

    EventType(String word, int ordinal) {
      this.word = word;
      this.ordinal = ordinal;
    }
  }

  byte[] agentBytes() {
    return half(agent);
  }

  byte[] sessionBytes() {
    return half(trace);
  }

  byte[] hash(long seq, byte[] previous) {
    MessageDigest sha256 = sha256();
    sha256.update(
        ByteBuffer.allocate(20).putLong(seq).putLong(timestampNanos).putInt(type.ordinal).flip());
    sha256.update(agentBytes());
    sha256.update(sessionBytes());
    sha256.update(previous);
    sha256.update(payload.getBytes(StandardCharsets.UTF_8));
    optional(sha256, team);
    optional(sha256, org);
    optional(sha256, policy);
    return sha256.digest();
  }

  private static void optional(MessageDigest sha256, String text) {
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      sha256.update(bytes);
    }
  }

  private static byte[] half(String text) {
    return Arrays.copyOf(sha256().digest(text.getBytes(StandardCharsets.UTF_8)), 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
