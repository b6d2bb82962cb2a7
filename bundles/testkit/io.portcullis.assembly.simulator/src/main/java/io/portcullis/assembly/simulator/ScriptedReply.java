// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.values.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The reply of a {@link RuntimeSimulator} to one query, step by step. The replies of a connection
 * are sent one after the other, in the order of its queries. Immutable.
 *
 * @param steps the steps; none leaves the query without an answer
 */
public record ScriptedReply(List<Step> steps) {

  /** One step of a reply. */
  public sealed interface Step {}

  /**
   * The answer to the query. An allow is recorded before it is written.
   *
   * @param response the answer
   */
  public record Answer(PolicyResponse response) implements Step {
    /** Refuses null. */
    public Answer {
      Objects.requireNonNull(response, "response");
    }
  }

  /**
   * A message that answers no query. An allow in it is not recorded: it must not run anything.
   *
   * @param message the message
   */
  public record Stray(RuntimeMessage message) implements Step {
    /** Refuses null. */
    public Stray {
      Objects.requireNonNull(message, "message");
    }
  }

  /** Raw bytes. */
  public static final class Raw implements Step {
    private final byte[] bytes;

    Raw(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes.clone();
    }
  }

  /**
   * Waits until the test completes a stage. Later replies of the connection wait too.
   *
   * @param until the stage
   */
  public record Hold(CompletionStage<?> until) implements Step {
    /** Refuses null. */
    public Hold {
      Objects.requireNonNull(until, "until");
    }
  }

  /** Closes the connection. */
  public record HangUp() implements Step {}

  /** Copies the list. */
  public ScriptedReply {
    steps = List.copyOf(steps);
  }

  /**
   * Returns a reply without an answer.
   *
   * @return the reply
   */
  public static ScriptedReply silence() {
    return new ScriptedReply(List.of());
  }

  /**
   * Returns a plain answer.
   *
   * @param decision the decision
   * @param reason the reason, also used as the rule
   * @return the reply
   */
  public static ScriptedReply of(Decision decision, String reason) {
    return of(PolicyResponse.of(decision, reason, reason));
  }

  /**
   * Returns an answer.
   *
   * @param response the answer
   * @return the reply
   */
  public static ScriptedReply of(PolicyResponse response) {
    return new ScriptedReply(List.of(new Answer(response)));
  }

  /**
   * Returns bytes in place of an answer.
   *
   * @param bytes the bytes
   * @return the reply
   */
  public static ScriptedReply raw(byte[] bytes) {
    return new ScriptedReply(List.of(new Raw(bytes)));
  }

  /**
   * Appends a message that answers no query.
   *
   * @param message the message, not recorded even if it allows
   * @return a new reply
   */
  public ScriptedReply thenStray(RuntimeMessage message) {
    return then(new Stray(message));
  }

  /**
   * Appends raw bytes.
   *
   * @param bytes the bytes
   * @return a new reply
   */
  public ScriptedReply thenRaw(byte[] bytes) {
    return then(new Raw(bytes));
  }

  /**
   * Appends the end of the connection.
   *
   * @return a new reply
   */
  public ScriptedReply thenHangUp() {
    return then(new HangUp());
  }

  /**
   * Holds this reply until the test releases it.
   *
   * @param until completes when the reply may be sent
   * @return a new reply
   */
  public ScriptedReply heldUntil(CompletionStage<?> until) {
    List<Step> all = new ArrayList<>();
    all.add(new Hold(until));
    all.addAll(steps);
    return new ScriptedReply(all);
  }

  private ScriptedReply then(Step step) {
    List<Step> all = new ArrayList<>(steps);
    all.add(step);
    return new ScriptedReply(all);
  }
}
