// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.http.internal.wire.HeaderForwarding;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the ids of sessions in what passes, so that a session serves only the agent that it was
 * given to. Without a session the same is done with the places of event streams, if agents can be
 * told apart: a stream is then resumed only by the agent that read it. Thread-safe.
 */
public final class BoundIds {
  /** The header that names a session. */
  public static final String SESSION = "Mcp-Session-Id";

  private static final String LAST_EVENT = "Last-Event-ID";

  private final CallerSeal seal;
  private final boolean manyAgents;

  /**
   * Ids under a seal.
   *
   * @param seal binds them
   * @param manyAgents whether there can be more than one agent
   */
  public BoundIds(CallerSeal seal, boolean manyAgents) {
    this.seal = seal;
    this.manyAgents = manyAgents;
  }

  /**
   * Who sent these headers, with the server's id of the session instead of the client's.
   *
   * @return null if the session is not one that this agent was given
   */
  public @Nullable Caller caller(CallerContext party, HttpFields headers) {
    if (!headers.contains(SESSION)) {
      return new Caller(party, "", headers);
    }
    String given = Objects.requireNonNullElse(headers.get(SESSION), "");
    String session = seal.open(CallerSeal.Kind.SESSION, party.agent(), given);
    return session == null
        ? null
        : new Caller(party, session, HttpFields.build(headers).put(SESSION, session));
  }

  /**
   * The same caller, with the server's id of the place where a stream is to be resumed.
   *
   * @return null if the place is not one that this agent was given
   */
  public @Nullable Caller resuming(Caller caller) {
    HttpFields headers = caller.headers();
    if (!sealsEvents(caller) || !headers.contains(LAST_EVENT)) {
      return caller;
    }
    String given = Objects.requireNonNullElse(headers.get(LAST_EVENT), "");
    String place = seal.open(CallerSeal.Kind.EVENT, caller.party().agent(), given);
    return place == null
        ? null
        : new Caller(
            caller.party(), caller.session(), HttpFields.build(headers).put(LAST_EVENT, place));
  }

  /** A session has a binding of its own, and the server keeps its streams apart. */
  private boolean sealsEvents(Caller caller) {
    return manyAgents && caller.session().isEmpty();
  }

  /**
   * The id of an event as the client sees it.
   *
   * @return null if it is too long
   */
  public @Nullable String eventId(Caller caller, String id) {
    return id.isEmpty() || id.indexOf('\0') >= 0 || !sealsEvents(caller)
        ? id
        : seal.seal(CallerSeal.Kind.EVENT, caller.party().agent(), id);
  }

  /**
   * What a client sees of the headers of an answer. A session whose id breaks the rules of MCP
   * (visible ASCII, one header) or is too long is left out.
   */
  public HttpFields toClient(Caller caller, HttpFields answer) {
    HttpFields passed = HeaderForwarding.toClient(answer);
    List<HttpField> sessions = answer.getFields(SESSION);
    String session = sessions.size() == 1 ? sessions.get(0).getValue() : null;
    if (session == null
        || session.isEmpty()
        || !session.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      return passed;
    }
    String sealed = seal.seal(CallerSeal.Kind.SESSION, caller.party().agent(), session);
    return sealed == null ? passed : HttpFields.build(passed).put(SESSION, sealed);
  }
}
