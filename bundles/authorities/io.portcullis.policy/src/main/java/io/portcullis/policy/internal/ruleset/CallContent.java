// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.cel.JsonSource;
import io.portcullis.policy.internal.cel.MemberSelection;
import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Provides the values of a call that conditions read. An empty name is unknown, so a condition that
 * reads it fails.
 *
 * @param known whether arguments and URL are those of the call; otherwise reading them fails
 * @param history what the call sees of counters and labels
 */
public record CallContent(boolean known, InstantSource clock, HistoryView history) {

  private static final JsonSource UNKNOWN =
      () -> {
        throw new ExpressionFault(FaultCode.NOT_KNOWN, 0);
      };

  /**
   * Returns the values; the arguments contain what the rules of all entries read.
   *
   * @param effects what the counters and labels of the call read
   */
  CallValues read(PolicyRequest request, List<RuleEntry> entries, ArgumentReferences effects) {
    ArgumentReferences references = effects;
    for (int i = 0; i < entries.size(); i++) {
      ArgumentReferences each = entries.get(i).references();
      references = references.equals(ArgumentReferences.NONE) ? each : references.union(each);
    }
    boolean result = request.action() == Action.TOOL_RESULT;
    PolicyRequest.Caller caller = request.caller();
    return new CallValues(
        orNull(tool(request)),
        orNull(request.source()),
        request.action().word(),
        known ? request.url() : null,
        references.names().contains("agent")
            ? identity(request.agent(), request.team(), request.org())
            : Map.of(),
        caller != null && references.names().contains("caller")
            ? identity(caller.id(), caller.team(), caller.org())
            : Map.of(),
        request.hints(),
        result ? UNKNOWN : source(request, references.arguments()),
        result ? source(request, references.result()) : UNKNOWN,
        references.names().contains("now") ? clock.instant() : null);
  }

  /** A network call may have a URL and no arguments, and then reads as one without members. */
  private JsonSource source(PolicyRequest request, MemberSelection selection) {
    if (!known) {
      return UNKNOWN;
    }
    String text = request.arguments();
    boolean none = request.action() == Action.NETWORK_CALL && text.isBlank();
    return new SharedSource(new ArgumentReader(none ? "{}" : text, selection));
  }

  private static String tool(PolicyRequest request) {
    return request.action() == Action.LLM_CALL ? "llm_call" : request.tool();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Map<String, String> identity(String id, String team, String org) {
    Map<String, String> known = new HashMap<>();
    put(known, "id", id);
    put(known, "team", team);
    put(known, "org", org);
    return known;
  }

  private static void put(Map<String, String> known, String name, String value) {
    if (!value.isEmpty()) {
      known.put(name, value);
    }
  }

  /** Reads once for the frames of all documents. Not thread-safe. */
  private static final class SharedSource implements JsonSource {
    private final JsonSource source;
    private @Nullable Object value;
    private @Nullable ExpressionFault fault;

    SharedSource(JsonSource source) {
      this.source = source;
    }

    @Override
    public Object read() throws ExpressionFault {
      if (fault != null) {
        throw fault;
      }
      Object read = value;
      if (read == null) {
        try {
          read = source.read();
        } catch (ExpressionFault e) {
          fault = e;
          throw e;
        }
        value = read;
      }
      return read;
    }
  }
}
