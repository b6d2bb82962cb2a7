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
 * What a {@link RuntimeSimulator} does about one query, step by step. The replies of a connection
 * are given one after the other, in the order of its queries. Immutable.
 *
 * @param steps what is done; nothing leaves the query without an answer
 */
public record ScriptedReply(List<Step> steps) {

  /** One step of a reply. */
  public sealed interface Step {}

  /**
   * The answer to the query. If it allows, the allow is taken down before it is written.
   *
   * @param response what is answered
   */
  public record Answer(PolicyResponse response) implements Step {
    /** Refuses null. */
    public Answer {
      Objects.requireNonNull(response, "response");
    }
  }

  /**
   * A message that answers nothing. An allow in it is not taken down: nothing may run because of
   * it.
   *
   * @param message what is said
   */
  public record Stray(RuntimeMessage message) implements Step {
    /** Refuses null. */
    public Stray {
      Objects.requireNonNull(message, "message");
    }
  }

  /** Bytes as they are. */
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
   * Waits until the test lets it go on. Later replies of the connection wait too.
   *
   * @param until completes when it may go on
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
   * No answer.
   *
   * @return the reply
   */
  public static ScriptedReply silence() {
    return new ScriptedReply(List.of());
  }

  /**
   * An answer without anything special.
   *
   * @param decision what is decided
   * @param reason why, and by which rule
   * @return the reply
   */
  public static ScriptedReply of(Decision decision, String reason) {
    return of(PolicyResponse.of(decision, reason, reason));
  }

  /**
   * An answer.
   *
   * @param response what is answered
   * @return the reply
   */
  public static ScriptedReply of(PolicyResponse response) {
    return new ScriptedReply(List.of(new Answer(response)));
  }

  /**
   * Bytes in place of an answer.
   *
   * @param bytes what is written
   * @return the reply
   */
  public static ScriptedReply raw(byte[] bytes) {
    return new ScriptedReply(List.of(new Raw(bytes)));
  }

  /**
   * This reply, and then a message that answers nothing.
   *
   * @param message what is said, not taken down even if it allows
   * @return a new reply
   */
  public ScriptedReply thenStray(RuntimeMessage message) {
    return then(new Stray(message));
  }

  /**
   * This reply, and then bytes as they are.
   *
   * @param bytes what is written
   * @return a new reply
   */
  public ScriptedReply thenRaw(byte[] bytes) {
    return then(new Raw(bytes));
  }

  /**
   * This reply, and then the connection is closed.
   *
   * @return a new reply
   */
  public ScriptedReply thenHangUp() {
    return then(new HangUp());
  }

  /**
   * This reply, but not before the test lets it go.
   *
   * @param until completes when it may go
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
