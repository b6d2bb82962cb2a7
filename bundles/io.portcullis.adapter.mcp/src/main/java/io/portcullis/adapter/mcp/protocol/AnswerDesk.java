// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import io.portcullis.api.ToolOutcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answers of a server before its client has them, and at what its tools have become
 * before they are called: decides results, leaves tools out of lists, and knows tools that have
 * changed. Whatever stream the messages come over, it is used so:
 *
 * <ol>
 *   <li>Before the gate is asked about a request of the client: {@link #refusal}; and again before
 *       what the gate has allowed is forwarded.
 *   <li>When an answer to it comes, which is read as a whole up to a bound: if {@link #holds}, then
 *       {@link #treat} instead of passing it on, else it passes untouched. While {@link #mayHold},
 *       no part of an answer may be passed on before it is known to which request it belongs.
 *   <li>An answer that is held and longer than the bound is not passed on: {@link #tooLarge}.
 *   <li>If the client cancels the request, or its session or connection ends: the question that
 *       {@link #treat} has given is given up, and if the client can still be told, it has {@link
 *       #undecided}.
 * </ol>
 *
 * <p>The report about the call itself is as without a desk. Requests of the server pass by it: they
 * are not held, nor are answers of the client. Thread-safe, and never waits.
 */
public final class AnswerDesk {
  private static final String LIST_TOOLS = "tools/list";

  private final AnswerRules rules;
  private final Party party;
  private final GateDoor door;
  private final DenialWriter denials;
  private final MessageReader reader;
  private final long maxHeld;
  private final AtomicLong held;

  /**
   * A desk for the sessions of one client, or of all clients of that name, with one server.
   *
   * @param rules what is to be done
   * @param party who asks, and whom
   * @param door is asked about results, and which tools are denied
   * @param denials says no
   * @param reader reads what has become of an answer again
   * @param maxHeld how much may be held, in characters of requests and their answers; an answer
   *     beyond that is withheld
   */
  public AnswerDesk(
      AnswerRules rules,
      Party party,
      GateDoor door,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld) {
    this(rules, party, door, denials, reader, maxHeld, new AtomicLong());
  }

  private AnswerDesk(
      AnswerRules rules,
      Party party,
      GateDoor door,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld,
      AtomicLong held) {
    this.rules = rules;
    this.party = party;
    this.door = door;
    this.denials = denials;
    this.reader = reader;
    this.maxHeld = maxHeld;
    this.held = held;
  }

  /**
   * A desk for another client, under the same rules. Both together hold no more than one.
   *
   * @param other who asks, and whom
   * @return the desk
   */
  public AnswerDesk with(Party other) {
    return new AnswerDesk(rules, other, door, denials, reader, maxHeld, held);
  }

  /**
   * Whether any answer may have to be held, so that none may be passed on before it is known to
   * which request it belongs.
   *
   * @return whether there are rules
   */
  public boolean mayHold() {
    return rules.any();
  }

  /**
   * Whether the answer to a request must be {@linkplain #treat treated} as a whole.
   *
   * @param ruling what became of the request
   * @param request the request, from the client to the server
   * @return whether its answer must not be passed on as it comes
   */
  public boolean holds(Ruling ruling, Message.Request request) {
    return (rules.decideResults()
            && ruling instanceof Ruling.Governed governed
            && governed.method().isToServer())
        || (rules.listsTools() && isList(ruling, request));
  }

  private static boolean isList(Ruling ruling, Message.Request request) {
    return ruling instanceof Ruling.Free && request.method().equals(LIST_TOOLS);
  }

  /**
   * Why a request of the client may not be forwarded whatever the gate says. To be asked before the
   * gate, so that nobody is bothered, and again before what was allowed is forwarded. Waits for
   * nobody, but may read the file of pins.
   *
   * @param request what the gate is asked
   * @return why, or null if the gate decides
   */
  public @Nullable DenialCode refusal(GovernedRequest request) {
    PinStore pins = request.method() == GovernedMethod.CALL_TOOL ? rules.store() : null;
    if (pins == null) {
      return null;
    }
    return switch (pins.standing(party.source(), request.call().tool())) {
      case UNKNOWN, PINNED -> null;
      case CHANGED -> DenialCode.TOOL_CHANGED;
      case UNREADABLE -> DenialCode.PINS_UNREADABLE;
    };
  }

  /**
   * Finds out what the asker has instead of an answer, which may be that answer.
   *
   * @param request the request
   * @param ruling what became of it
   * @param answer the answer
   * @param then is told the text, at once or later, once at the most; must not block or throw
   * @return what is under way; {@code then} is not told any more once that is given up
   */
  public GateDoor.Asking treat(
      Message.Request request, Ruling ruling, Message.Response answer, Consumer<String> then) {
    if (!holds(ruling, request) || isError(answer)) {
      then.accept(answer.text());
      return GateDoor.NOTHING_ASKED;
    }
    HeldAnswer holding = new HeldAnswer(request, ruling, answer, denials, held, then);
    if (held.get() > maxHeld) {
      holding.deny(Denial.of(DenialCode.ANSWERS_BUSY));
      return GateDoor.NOTHING_ASKED;
    }
    return ruling instanceof Ruling.Governed governed
        ? decide(governed.request(), answer, holding)
        : list(answer, holding);
  }

  /** An error says nothing that was asked for, and passes undecided. */
  private boolean isError(Message.Response answer) {
    try {
      return !answer.result().present() && reader.members(answer.text()).get("error") != null;
    } catch (MalformedException e) {
      return false; // cannot be: it was read before
    }
  }

  /**
   * What the asker has instead of an answer that must be held and is too long for that.
   *
   * @param request the request
   * @param ruling what became of it
   * @return an answer, without a line feed
   */
  public String tooLarge(Message.Request request, Ruling ruling) {
    return HeldAnswer.denied(denials, request, ruling, Denial.of(DenialCode.ANSWER_TOO_LARGE));
  }

  /**
   * What the asker has instead of an answer that is held when the session ends.
   *
   * @param request the request
   * @param ruling what became of it
   * @return an answer, without a line feed
   */
  public String undecided(Message.Request request, Ruling ruling) {
    return HeldAnswer.denied(denials, request, ruling, Denial.of(DenialCode.CLOSED));
  }

  private GateDoor.Asking decide(
      GovernedRequest request, Message.Response answer, HeldAnswer holding) {
    if (!answer.result().present()) {
      holding.deny(Denial.of(DenialCode.RESULT_DENIED)); // a result that is no object
      return GateDoor.NOTHING_ASKED;
    }
    DecidedResult result = new DecidedResult(answer, reader);
    AtomicBoolean spoken = new AtomicBoolean();
    GateDoor.Asking asking =
        door.ask(
            result.call(request),
            result::passed,
            said -> {
              if (!spoken.getAndSet(true)) {
                decided(said, holding);
              }
            });
    return () -> {
      holding.giveUp();
      asking.giveUp();
    };
  }

  private void decided(GateDoor.Answer said, HeldAnswer holding) {
    Denial denial = said.denial();
    boolean passed = denial == null && holding.tell(said.text());
    if (denial != null) {
      holding.deny(new Denial(DenialCode.RESULT_DENIED, denial.rule(), denial.record()));
    }
    if (said.allowed() && said.decision() != null) {
      door.report(said.decision(), passed ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
    }
  }

  private GateDoor.Asking list(Message.Response answer, HeldAnswer holding) {
    try {
      HeldList list = new HeldList(ToolList.of(answer, reader), holding, rules, party, door);
      list.start();
      return list;
    } catch (MalformedException e) {
      holding.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateDoor.NOTHING_ASKED;
    }
  }
}
