// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.governance.TaskRegistry;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
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
 *   <li>Before the gate is asked about a request of the client: {@link #denialBeforeGate}; and
 *       again before what the gate has allowed is forwarded.
 *   <li>When an answer to it comes, which is read as a whole up to a bound: if {@link #buffers},
 *       then {@link #filter} instead of passing it on, else it passes untouched. While {@link
 *       #mayBuffer}, no part of an answer may be passed on before it is known to which request it
 *       belongs.
 *   <li>An answer that is held and longer than the bound is not passed on: {@link #tooLarge}.
 *   <li>If the client cancels the request, or its session or connection ends: the question that
 *       {@link #filter} has given is given up, and if the client can still be told, it has {@link
 *       #undecided}.
 * </ol>
 *
 * <p>The report about the call itself is as without a desk. Requests of the server pass by it: they
 * are not held, nor are answers of the client. Thread-safe, and never waits.
 */
public final class ResponseFilter {
  private static final String LIST_TOOLS = "tools/list";

  private final ResponseFilterOptions rules;
  private final CallerContext party;
  private final GateClient door;
  private final DenialWriter denials;
  private final MessageReader reader;
  private final long maxHeld;
  private final AtomicLong held;
  private final TaskRegistry tasks;

  /** Whether several agents use the server, so that lists of tasks may name those of others. */
  private final boolean shared;

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
  public ResponseFilter(
      ResponseFilterOptions rules,
      CallerContext party,
      GateClient door,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld) {
    this(rules, party, door, denials, reader, maxHeld, new AtomicLong(), new TaskRegistry(), false);
  }

  private ResponseFilter(
      ResponseFilterOptions rules,
      CallerContext party,
      GateClient door,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld,
      AtomicLong held,
      TaskRegistry tasks,
      boolean shared) {
    this.rules = rules;
    this.party = party;
    this.door = door;
    this.denials = denials;
    this.reader = reader;
    this.maxHeld = maxHeld;
    this.held = held;
    this.tasks = tasks;
    this.shared = shared;
  }

  /**
   * A desk for another client, under the same rules. Both together hold no more than one, and a
   * task belongs to the agent whose call created it.
   *
   * @param other who asks, and whom
   * @return the desk
   */
  public ResponseFilter forCaller(CallerContext other) {
    return new ResponseFilter(rules, other, door, denials, reader, maxHeld, held, tasks, true);
  }

  /**
   * Rules on a request of this client, or of the server to this client.
   *
   * @param direction which way it goes
   * @param request the request
   * @return the ruling; an unknown method is refused
   */
  public Classification classify(GovernedMethod.Direction direction, Message.Request request) {
    return Classification.classify(direction, request, party, tasks);
  }

  /**
   * Remembers the task that an allowed call has created, if the answer says so. To be called before
   * the answer is passed on.
   *
   * @param direction which way the request went
   * @param call what was decided
   * @param answer the answer to it
   */
  public void recordTask(
      GovernedMethod.Direction direction, ToolCall call, Message.Response answer) {
    Member task = answer.result().get("task");
    if (task == null) {
      return;
    }
    try {
      String id = reader.members(answer.text(), task).text(GovernedMethod.TASK_ID);
      if (id != null) {
        tasks.add(direction, party.agent(), call, id);
      }
    } catch (MalformedException e) {
      // cannot be: it was read before
    }
  }

  /**
   * Whether any answer may have to be held, so that none may be passed on before it is known to
   * which request it belongs.
   *
   * @return whether there are rules
   */
  public boolean mayBuffer() {
    return rules.isActive();
  }

  /**
   * Whether the answer to a request must be {@linkplain #filter treated} as a whole.
   *
   * @param ruling what became of the request
   * @param request the request, from the client to the server
   * @return whether its answer must not be passed on as it comes
   */
  public boolean buffers(Classification ruling, Message.Request request) {
    return (rules.decideResults()
            && (ruling instanceof Classification.Govern || ruling instanceof Classification.Follow)
            && isToServer(ruling))
        || (rules.listsTools() && isList(ruling, request))
        || isSharedTaskList(ruling);
  }

  private static boolean isToServer(Classification ruling) {
    GovernedMethod method = ruling.method();
    return method != null && method.isToServer();
  }

  private boolean isSharedTaskList(Classification ruling) {
    return shared
        && ruling instanceof Classification.Govern
        && ruling.method() == GovernedMethod.LIST_TASKS;
  }

  private static boolean isList(Classification ruling, Message.Request request) {
    return ruling instanceof Classification.Pass && request.method().equals(LIST_TOOLS);
  }

  /**
   * Why a request of the client may not be forwarded whatever the gate says. To be asked before the
   * gate, so that nobody is bothered, and again before what was allowed is forwarded. Waits for
   * nobody, but may read the file of pins.
   *
   * @param request what the gate is asked
   * @return why, or null if the gate decides
   */
  public @Nullable DenialCode denialBeforeGate(GovernedRequest request) {
    ToolPins pins = request.method() == GovernedMethod.CALL_TOOL ? rules.store() : null;
    if (pins == null) {
      return null;
    }
    return switch (pins.status(party.source(), request.call().tool())) {
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
  public GateClient.PendingDecision filter(
      Message.Request request,
      Classification ruling,
      Message.Response answer,
      Consumer<String> then) {
    if (!buffers(ruling, request) || isError(answer)) {
      then.accept(answer.text());
      return GateClient.NO_PENDING_DECISION;
    }
    BufferedResponse holding = new BufferedResponse(request, ruling, answer, denials, held, then);
    if (held.get() > maxHeld) {
      holding.deny(Denial.of(DenialCode.ANSWERS_BUSY));
      return GateClient.NO_PENDING_DECISION;
    }
    if (isSharedTaskList(ruling)) {
      return tasks(ruling, answer, holding);
    }
    ToolCall asked = asked(ruling);
    return asked == null ? list(answer, holding) : decide(asked, answer, holding);
  }

  /** What the result is decided as; null for what is not decided. */
  private static @Nullable ToolCall asked(Classification ruling) {
    if (ruling instanceof Classification.Follow followed) {
      return followed.call();
    }
    return ruling instanceof Classification.Govern governed ? governed.request().call() : null;
  }

  /** Leaves out the tasks that are not known to be this agent's own. */
  private GateClient.PendingDecision tasks(
      Classification ruling, Message.Response answer, BufferedResponse holding) {
    Message.Response own;
    try {
      own =
          TaskList.of(
              answer,
              reader,
              id -> tasks.call(GovernedMethod.Direction.TO_SERVER, party.agent(), id) != null);
    } catch (MalformedException e) {
      holding.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateClient.NO_PENDING_DECISION;
    }
    ToolCall asked = asked(ruling);
    if (asked != null && rules.decideResults()) {
      return decide(asked, own, holding);
    }
    holding.deliver(own.text());
    return GateClient.NO_PENDING_DECISION;
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
  public String tooLarge(Message.Request request, Classification ruling) {
    return BufferedResponse.denied(
        denials, request, ruling, Denial.of(DenialCode.ANSWER_TOO_LARGE));
  }

  /**
   * What the asker has instead of an answer that must be held while its client has no room for it.
   *
   * @param request the request
   * @param ruling what became of it
   * @return an answer, without a line feed
   */
  public String busy(Message.Request request, Classification ruling) {
    return BufferedResponse.denied(denials, request, ruling, Denial.of(DenialCode.ANSWERS_BUSY));
  }

  /**
   * What the asker has instead of an answer that is held when the session ends.
   *
   * @param request the request
   * @param ruling what became of it
   * @return an answer, without a line feed
   */
  public String undecided(Message.Request request, Classification ruling) {
    return BufferedResponse.denied(denials, request, ruling, Denial.of(DenialCode.CLOSED));
  }

  private GateClient.PendingDecision decide(
      ToolCall asked, Message.Response answer, BufferedResponse holding) {
    if (!answer.result().present()) {
      holding.deny(Denial.of(DenialCode.RESULT_DENIED)); // a result that is no object
      return GateClient.NO_PENDING_DECISION;
    }
    DecidedResult result = new DecidedResult(answer, reader);
    AtomicBoolean spoken = new AtomicBoolean();
    GateClient.PendingDecision asking =
        door.ask(
            result.call(asked),
            result::passed,
            said -> {
              if (!spoken.getAndSet(true)) {
                decided(said, holding);
              }
            });
    return () -> {
      holding.cancel();
      asking.cancel();
    };
  }

  private void decided(GateClient.GateAnswer said, BufferedResponse holding) {
    Denial denial = said.denial();
    boolean passed = denial == null && holding.deliver(said.text());
    if (denial != null) {
      DenialCode code =
          denial.code() == DenialCode.ARGUMENTS_TOO_LARGE
              ? DenialCode.ANSWER_TOO_LARGE
              : DenialCode.RESULT_DENIED;
      holding.deny(new Denial(code, denial.rule(), denial.record()));
    }
    if (said.allowed() && said.decision() != null) {
      door.report(said.decision(), passed ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
    }
  }

  private GateClient.PendingDecision list(Message.Response answer, BufferedResponse holding) {
    try {
      ToolListFilter list =
          new ToolListFilter(ToolList.of(answer, reader), holding, rules, party, door);
      list.start();
      return list;
    } catch (MalformedException e) {
      holding.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateClient.NO_PENDING_DECISION;
    }
  }
}
