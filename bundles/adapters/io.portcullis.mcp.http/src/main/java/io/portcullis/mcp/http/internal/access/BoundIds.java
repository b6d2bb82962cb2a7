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
 * Replaces session ids in messages, so that a session serves only the agent that began it. Without
 * a session, event ids are replaced instead if agents can be distinguished: only the agent that
 * read a stream can resume it. Thread-safe.
 */
public final class BoundIds {
  /** The header that names a session. */
  public static final String SESSION = "Mcp-Session-Id";

  private static final String LAST_EVENT = "Last-Event-ID";

  private final CallerSeal seal;
  private final boolean manyAgents;

  /**
   * Creates a binding of ids.
   *
   * @param seal binds an id to an agent
   * @param manyAgents whether there can be more than one agent
   */
  public BoundIds(CallerSeal seal, boolean manyAgents) {
    this.seal = seal;
    this.manyAgents = manyAgents;
  }

  /**
   * Returns the caller of these headers, with the server's session id instead of the client's.
   *
   * @return null if the session was not given to this agent
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
   * Returns the same caller, with the server's id of the event after which a stream is resumed.
   *
   * @return null if the event id was not given to this agent
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

  /** Checks whether event ids are sealed: a session is sealed itself and needs no more. */
  private boolean sealsEvents(Caller caller) {
    return manyAgents && caller.session().isEmpty();
  }

  /**
   * Returns the id of an event for the client.
   *
   * @return null if the id is too long
   */
  public @Nullable String eventId(Caller caller, String id) {
    return id.isEmpty() || id.indexOf('\0') >= 0 || !sealsEvents(caller)
        ? id
        : seal.seal(CallerSeal.Kind.EVENT, caller.party().agent(), id);
  }

  /**
   * Returns the headers of a response for the client. A session id that is too long or breaks the
   * rules of MCP (visible ASCII, one header) is left out.
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
