// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import io.portcullis.adapter.mcp.protocol.GovernedMethod.Direction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answers of a server before its client has them, and at what the server has become
 * before it is asked: decides results, leaves tools out of lists, and knows tools that have
 * changed. Requests of the server are none of its business. Thread-safe, and never waits.
 */
public final class AnswerDesk {
  private static final String LIST_TOOLS = "tools/list";

  private final AnswerRules rules;
  private final Party party;
  private final GateDoor door;
  private final DenialWriter denials;
  private final MessageReader reader;
  private final long maxHeld;
  private final AtomicLong held = new AtomicLong();

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
    this.rules = rules;
    this.party = party;
    this.door = door;
    this.denials = denials;
    this.reader = reader;
    this.maxHeld = maxHeld;
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
    return (rules.decideResults() && isResultDecided(ruling, request))
        || (rules.listsTools() && isList(ruling, request));
  }

  private static boolean isResultDecided(Ruling ruling, Message.Request request) {
    return ruling instanceof Ruling.Governed governed
        && governed.method() == GovernedMethod.of(Direction.TO_SERVER, request.method());
  }

  private static boolean isList(Ruling ruling, Message.Request request) {
    return ruling instanceof Ruling.Free && request.method().equals(LIST_TOOLS);
  }

  /**
   * Why a request may not be forwarded whatever the gate says. To be asked before the gate, so that
   * nobody is bothered, and again before what was allowed is forwarded.
   *
   * @param ruling what became of the request
   * @return why, or null if the gate decides
   */
  public @Nullable DenialCode refusal(Ruling ruling) {
    return ruling instanceof Ruling.Governed governed ? refusal(governed.request()) : null;
  }

  /**
   * Why a request may not be forwarded whatever the gate says.
   *
   * @param request what the gate would be asked
   * @return why, or null if the gate decides
   */
  public @Nullable DenialCode refusal(GovernedRequest request) {
    PinStore pins = rules.pins();
    if (pins == null || request.method() != GovernedMethod.CALL_TOOL) {
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
    HeldAnswer holding = new HeldAnswer(request, ruling, answer, then);
    if (!holding.takesRoom()) {
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
    return denied(request, ruling, Denial.of(DenialCode.ANSWER_TOO_LARGE));
  }

  /**
   * What the asker has instead of an answer that is held when nobody can decide any more.
   *
   * @param request the request
   * @param ruling what became of it
   * @return an answer, without a line feed
   */
  public String undecided(Message.Request request, Ruling ruling) {
    return denied(request, ruling, Denial.of(DenialCode.RESULT_DENIED));
  }

  private String denied(Message.Request request, Ruling ruling, Denial denial) {
    byte[] line = denials.deny(request, ruling.method(), denial);
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
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
      ToolList list = ToolList.of(answer, reader);
      return new ListTreatment(list, holding).start();
    } catch (MalformedException e) {
      holding.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateDoor.NOTHING_ASKED;
    }
  }

  /** One page of tools on its way: first the pins, then whatever the policy denies. */
  private final class ListTreatment implements GateDoor.Asking {
    private final ToolList list;
    private final HeldAnswer holding;
    private volatile @Nullable Previews previews;

    ListTreatment(ToolList list, HeldAnswer holding) {
      this.list = list;
      this.holding = holding;
    }

    GateDoor.Asking start() throws MalformedException {
      PinStore pins = rules.pins();
      if (pins == null) {
        hide(Set.of());
      } else {
        Map<String, String> digests = list.digests();
        CompletionStage<PinStore.Sight> sight = pins.seen(party.source(), digests);
        sight.thenAccept(this::seen);
      }
      return this;
    }

    private void seen(PinStore.Sight sight) {
      if (sight instanceof PinStore.Sight.Compared compared) {
        hide(compared.changed());
      } else if (sight instanceof PinStore.Sight.Withheld withheld) {
        holding.deny(Denial.of(withheld.code()));
      }
    }

    private void hide(Set<String> changed) {
      List<String> unchanged =
          list.callable().stream().filter(tool -> !changed.contains(tool)).toList();
      if (!rules.hideDenied() || !holding.isOpen()) {
        tell(Set.copyOf(unchanged));
        return;
      }
      List<ToolCall> calls = unchanged.stream().map(this::call).toList();
      Previews asked =
          new Previews(
              door,
              calls,
              denied -> {
                Set<String> shown = new HashSet<>(unchanged);
                shown.removeAll(denied);
                tell(shown);
              });
      previews = asked;
      asked.start();
      if (!holding.isOpen()) {
        asked.giveUp();
      }
    }

    private ToolCall call(String tool) {
      return ToolCall.builder(tool).agent(party.agent()).source(party.source()).build();
    }

    private void tell(Set<String> shown) {
      boolean modern = denials.isModern(holding.request);
      holding.tell(list.text(shown::contains, rules.hideDenied(), modern));
    }

    @Override
    public void giveUp() {
      holding.giveUp();
      Previews asked = previews;
      if (asked != null) {
        asked.giveUp();
      }
    }
  }

  /** An answer that nobody has yet. */
  private final class HeldAnswer {
    private final Message.Request request;
    private final Ruling ruling;
    private final long size;
    private @Nullable Consumer<String> then;

    HeldAnswer(
        Message.Request request, Ruling ruling, Message.Response answer, Consumer<String> then) {
      this.request = request;
      this.ruling = ruling;
      this.then = then;
      size = (long) request.text().length() + answer.text().length();
    }

    boolean takesRoom() {
      boolean room = held.addAndGet(size) <= maxHeld;
      if (!room) {
        deny(Denial.of(DenialCode.ANSWERS_BUSY));
      }
      return room;
    }

    synchronized boolean isOpen() {
      return then != null;
    }

    /** Whether somebody was told now. */
    boolean tell(String text) {
      Consumer<String> told = close();
      if (told != null) {
        told.accept(text);
      }
      return told != null;
    }

    void deny(Denial denial) {
      if (isOpen()) {
        tell(denied(request, ruling, denial));
      }
    }

    void giveUp() {
      close();
    }

    private synchronized @Nullable Consumer<String> close() {
      Consumer<String> last = then;
      then = null;
      if (last != null) {
        held.addAndGet(-size);
      }
      return last;
    }
  }
}
