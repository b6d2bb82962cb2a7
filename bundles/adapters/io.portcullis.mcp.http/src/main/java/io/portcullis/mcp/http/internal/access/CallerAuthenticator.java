// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.api.AgentIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Identifies the agent that sent a request. Thread-safe. */
public sealed interface CallerAuthenticator {

  /** Returns the agent, or null if the request does not name or prove it. */
  @Nullable AgentIdentity of(HttpFields headers);

  /** Returns the HTTP status for a request without a known agent. */
  int refusal();

  /** Checks whether more than one agent is possible. */
  boolean areMany();

  /** All requests come from one configured agent. */
  record Fixed(AgentIdentity agent) implements CallerAuthenticator {
    @Override
    public AgentIdentity of(HttpFields headers) {
      return agent;
    }

    @Override
    public int refusal() {
      return 400; // never used
    }

    @Override
    public boolean areMany() {
      return false;
    }
  }

  /** A header names the agent; a trusted proxy in front of the gateway sets it. */
  record Named(String header) implements CallerAuthenticator {
    private static final int MAX_LENGTH = 200;

    @Override
    public @Nullable AgentIdentity of(HttpFields headers) {
      List<String> values = headers.getValuesList(header);
      if (values.size() != 1) {
        return null;
      }
      String name = values.get(0).trim();
      boolean plain = name.chars().allMatch(c -> c > ' ' && c < 0x7F);
      return plain && !name.isEmpty() && name.length() <= MAX_LENGTH
          ? AgentIdentity.of(name)
          : null;
    }

    @Override
    public int refusal() {
      return 400;
    }

    @Override
    public boolean areMany() {
      return true;
    }
  }

  /** A bearer token (RFC 6750) proves the agent. */
  record Tokens(List<Token> known) implements CallerAuthenticator {
    private static final String SCHEME = "Bearer ";

    /**
     * A token.
     *
     * @param agent the agent that has the token
     * @param digest the SHA-256 of the token in hex
     */
    public record Token(AgentIdentity agent, String digest) {}

    /** Copies the list. */
    public Tokens {
      known = List.copyOf(known);
    }

    @Override
    public @Nullable AgentIdentity of(HttpFields headers) {
      List<String> values = headers.getValuesList(HttpHeader.AUTHORIZATION);
      if (values.size() != 1 || !values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        return null;
      }
      byte[] digest = sha256(values.get(0).substring(SCHEME.length()).trim());
      AgentIdentity found = null;
      for (Token token : known) { // compares all, so that the time reveals nothing
        if (MessageDigest.isEqual(digest, HexFormat.of().parseHex(token.digest()))) {
          found = token.agent();
        }
      }
      return found;
    }

    @Override
    public int refusal() {
      return 401;
    }

    @Override
    public boolean areMany() {
      return known.stream().map(Token::agent).distinct().count() > 1;
    }

    private static byte[] sha256(String token) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }
}
