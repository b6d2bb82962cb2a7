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
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Filters the responses of a server before its client gets them: decides results and leaves tools
 * out of lists. Also checks the pin of a tool before each call. A transport uses it as follows:
 *
 * <ol>
 *   <li>It calls {@link #denialBeforeGate} before it asks the gate about a request of the client,
 *       and again before it forwards a request that the gate has allowed.
 *   <li>It reads each response as a whole, up to a bound. If {@link #buffers} is true, it passes
 *       the response to {@link #filter}; otherwise the response passes untouched. While {@link
 *       #mayBuffer} is true, no part of a response passes before its request is known.
 *   <li>A response that must be filtered and exceeds the bound is replaced by {@link #tooLarge}.
 *   <li>If the client cancels the request, or its session or connection ends, the transport cancels
 *       the pending decision of {@link #filter}. If the client can still be reached, it gets {@link
 *       #undecided}.
 * </ol>
 *
 * <p>The outcome of the call itself is reported as without a filter. Requests of the server and
 * responses of the client are not filtered. Thread-safe, and never blocks.
 */
public final class ResponseFilter {
  private static final String LIST_TOOLS = "tools/list";

  private final ResponseFilterOptions options;
  private final CallerContext party;
  private final GateClient gate;
  private final DenialWriter denials;
  private final MessageReader reader;
  private final long maxHeld;
  private final AtomicLong held;
  private final TaskRegistry tasks;

  /** Whether several agents use the server, so that lists of tasks may name those of others. */
  private final boolean shared;

  /**
   * Creates a filter for the sessions of one client, or of all clients of that name, with one
   * server.
   *
   * @param options the options
   * @param party the client and the server
   * @param gate the gate that decides results and previews
   * @param denials writes denials
   * @param reader reads changed responses again
   * @param maxHeld the limit for buffered responses and their requests, in characters; a response
   *     beyond it is withheld
   */
  public ResponseFilter(
      ResponseFilterOptions options,
      CallerContext party,
      GateClient gate,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld) {
    this(
        options,
        party,
        gate,
        denials,
        reader,
        maxHeld,
        new AtomicLong(),
        new TaskRegistry(),
        false);
  }

  private ResponseFilter(
      ResponseFilterOptions options,
      CallerContext party,
      GateClient gate,
      DenialWriter denials,
      MessageReader reader,
      long maxHeld,
      AtomicLong held,
      TaskRegistry tasks,
      boolean shared) {
    this.options = options;
    this.party = party;
    this.gate = gate;
    this.denials = denials;
    this.reader = reader;
    this.maxHeld = maxHeld;
    this.held = held;
    this.tasks = tasks;
    this.shared = shared;
  }

  /**
   * Returns a filter for another client with the same options. All filters share the memory limit,
   * and a task belongs to the agent whose call created it.
   *
   * @param other the client and the server
   * @return the filter
   */
  public ResponseFilter forCaller(CallerContext other) {
    return new ResponseFilter(options, other, gate, denials, reader, maxHeld, held, tasks, true);
  }

  /**
   * Classifies a request of this client, or of the server to this client.
   *
   * @param direction the direction of the request
   * @param request the request
   * @return the classification; an unknown method is rejected
   */
  public Classification classify(GovernedMethod.Direction direction, Message.Request request) {
    return Classification.classify(direction, request, party, tasks);
  }

  /**
   * Records the task that an allowed call has created, if the response names one. To be called
   * before the response is passed on.
   *
   * @param direction the direction of the request
   * @param call the decided call
   * @param answer the response
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
      // unreachable: the response was read before
    }
  }

  /**
   * Checks whether a response may have to be held. If so, none may pass before its request is
   * known.
   *
   * @return whether any option is set
   */
  public boolean mayBuffer() {
    return options.isActive();
  }

  /**
   * Checks whether the response to a request must be {@linkplain #filter filtered} as a whole.
   *
   * @param classification the classification of the request
   * @param request the request, from the client to the server
   * @return whether the response must not pass as it comes
   */
  public boolean buffers(Classification classification, Message.Request request) {
    return (options.decideResults()
            && (classification instanceof Classification.Govern
                || classification instanceof Classification.Follow)
            && isToServer(classification))
        || (options.listsTools() && isList(classification, request))
        || isSharedTaskList(classification);
  }

  private static boolean isToServer(Classification classification) {
    GovernedMethod method = classification.method();
    return method != null && method.isToServer();
  }

  private boolean isSharedTaskList(Classification classification) {
    return shared
        && classification instanceof Classification.Govern
        && classification.method() == GovernedMethod.LIST_TASKS;
  }

  private static boolean isList(Classification classification, Message.Request request) {
    return classification instanceof Classification.Pass && request.method().equals(LIST_TOOLS);
  }

  /**
   * Returns the reason to deny a request of the client without pending the gate. To be called
   * before the gate is asked, so that no reviewer is asked in vain, and again before an allowed
   * request is forwarded. Does not block on other threads, but may read the file of pins.
   *
   * @param request the request
   * @return the reason, or null if the gate decides
   */
  public @Nullable DenialCode denialBeforeGate(GovernedRequest request) {
    ToolPins pins = request.method() == GovernedMethod.CALL_TOOL ? options.store() : null;
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
   * Returns a request with the annotations of its tool, if the tool is pinned. May read the file of
   * pins.
   *
   * @param request the request
   * @return the request, or a copy with hints
   */
  public GovernedRequest withHints(GovernedRequest request) {
    ToolPins pins = request.method() == GovernedMethod.CALL_TOOL ? options.store() : null;
    if (pins == null) {
      return request;
    }
    Map<String, Boolean> hints = pins.hints(party.source(), request.call().tool());
    return hints.isEmpty()
        ? request
        : new GovernedRequest(request.request(), request.method(), request.call().withHints(hints));
  }

  /**
   * Filters a response. The client may get the response itself, a changed one or a denial.
   *
   * @param request the request
   * @param classification the classification of the request
   * @param answer the response
   * @param then takes the text, at once or later, once at most; must not block or throw
   * @return the pending decision; {@code then} is not called once it was cancelled
   */
  public GateClient.PendingDecision filter(
      Message.Request request,
      Classification classification,
      Message.Response answer,
      Consumer<String> then) {
    if (!buffers(classification, request) || isError(answer)) {
      then.accept(answer.text());
      return GateClient.NO_PENDING_DECISION;
    }
    BufferedResponse buffered =
        new BufferedResponse(request, classification, answer, denials, held, then);
    if (held.get() > maxHeld) {
      buffered.deny(Denial.of(DenialCode.ANSWERS_BUSY));
      return GateClient.NO_PENDING_DECISION;
    }
    if (isSharedTaskList(classification)) {
      return tasks(classification, answer, buffered);
    }
    ToolCall asked = asked(classification);
    return asked == null ? list(answer, buffered) : decide(asked, answer, buffered);
  }

  /** Returns the call whose result this is; null if the result is not decided. */
  private static @Nullable ToolCall asked(Classification classification) {
    if (classification instanceof Classification.Follow followed) {
      return followed.call();
    }
    return classification instanceof Classification.Govern governed
        ? governed.request().call()
        : null;
  }

  /** Leaves out the tasks that are not known to belong to this agent. */
  private GateClient.PendingDecision tasks(
      Classification classification, Message.Response answer, BufferedResponse buffered) {
    Message.Response own;
    try {
      own =
          TaskList.of(
              answer,
              reader,
              id -> tasks.call(GovernedMethod.Direction.TO_SERVER, party.agent(), id) != null);
    } catch (MalformedException e) {
      buffered.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateClient.NO_PENDING_DECISION;
    }
    ToolCall asked = asked(classification);
    if (asked != null && options.decideResults()) {
      return decide(asked, own, buffered);
    }
    buffered.deliver(own.text());
    return GateClient.NO_PENDING_DECISION;
  }

  /** Checks for an error, which contains no result and passes undecided. */
  private boolean isError(Message.Response answer) {
    try {
      return !answer.result().present() && reader.members(answer.text()).get("error") != null;
    } catch (MalformedException e) {
      return false; // unreachable: the response was read before
    }
  }

  /**
   * Returns the denial for a response that must be filtered and is too long.
   *
   * @param request the request
   * @param classification the classification of the request
   * @return a response, without a line feed
   */
  public String tooLarge(Message.Request request, Classification classification) {
    return BufferedResponse.denied(
        denials, request, classification, Denial.of(DenialCode.ANSWER_TOO_LARGE));
  }

  /**
   * Returns the denial for a response that must be held while its client has no room left.
   *
   * @param request the request
   * @param classification the classification of the request
   * @return a response, without a line feed
   */
  public String busy(Message.Request request, Classification classification) {
    return BufferedResponse.denied(
        denials, request, classification, Denial.of(DenialCode.ANSWERS_BUSY));
  }

  /**
   * Returns the denial for a response that is held when its session ends.
   *
   * @param request the request
   * @param classification the classification of the request
   * @return a response, without a line feed
   */
  public String undecided(Message.Request request, Classification classification) {
    return BufferedResponse.denied(denials, request, classification, Denial.of(DenialCode.CLOSED));
  }

  private GateClient.PendingDecision decide(
      ToolCall asked, Message.Response answer, BufferedResponse buffered) {
    if (!answer.result().present()) {
      buffered.deny(Denial.of(DenialCode.RESULT_DENIED)); // the result is not an object
      return GateClient.NO_PENDING_DECISION;
    }
    DecidedResult result = new DecidedResult(answer, reader);
    AtomicBoolean spoken = new AtomicBoolean();
    GateClient.PendingDecision pending =
        gate.ask(
            result.call(asked),
            result::passed,
            said -> {
              if (!spoken.getAndSet(true)) {
                decided(said, buffered);
              }
            });
    return () -> {
      buffered.cancel();
      pending.cancel();
    };
  }

  private void decided(GateClient.GateAnswer said, BufferedResponse buffered) {
    Denial denial = said.denial();
    boolean passed = denial == null && buffered.deliver(said.text());
    if (denial != null) {
      DenialCode code =
          denial.code() == DenialCode.ARGUMENTS_TOO_LARGE
              ? DenialCode.ANSWER_TOO_LARGE
              : DenialCode.RESULT_DENIED;
      buffered.deny(new Denial(code, denial.rule(), denial.record(), denial.message()));
    }
    if (said.allowed() && said.decision() != null) {
      gate.report(said.decision(), passed ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
    }
  }

  private GateClient.PendingDecision list(Message.Response answer, BufferedResponse buffered) {
    try {
      ToolListFilter list =
          new ToolListFilter(ToolList.of(answer, reader), buffered, options, party, gate);
      list.start();
      return list;
    } catch (MalformedException e) {
      buffered.deny(Denial.of(DenialCode.LIST_UNCLEAR));
      return GateClient.NO_PENDING_DECISION;
    }
  }
}
