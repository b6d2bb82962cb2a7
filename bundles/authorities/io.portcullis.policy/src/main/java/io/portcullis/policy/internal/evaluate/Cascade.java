// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.internal.ruleset.RuleTable;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The documents of a folder with their rules, looked up by scope. Immutable. */
public final class Cascade {

  /**
   * The documents that apply to a request.
   *
   * @param documents from the broadest to the narrowest scope
   * @param tables their rules, in the same order of scopes; without empty tables
   */
  record Applicable(List<PolicyDocument> documents, List<RuleTable> tables) {

    static Applicable of(List<PolicyDocument> documents) {
      RuleTable rules =
          new RuleTable(
              documents.stream().flatMap(each -> each.ruleset().rules().stream()).toList());
      return new Applicable(List.copyOf(documents), rules.isEmpty() ? List.of() : List.of(rules));
    }
  }

  private final Applicable global;
  private final Map<Scope.Kind, Map<String, Applicable>> scoped = new EnumMap<>(Scope.Kind.class);

  /** Indexes the documents, which are in the order of their names. */
  public Cascade(Collection<PolicyDocument> documents) {
    Map<Scope, List<PolicyDocument>> byScope = new HashMap<>();
    for (PolicyDocument document : documents) {
      byScope.computeIfAbsent(document.scope(), scope -> new ArrayList<>()).add(document);
    }
    List<PolicyDocument> everyone = byScope.remove(Scope.GLOBAL);
    global = Applicable.of(everyone == null ? List.of() : everyone);
    byScope.forEach(
        (scope, same) ->
            scoped
                .computeIfAbsent(scope.kind(), kind -> new HashMap<>())
                .put(scope.id(), Applicable.of(same)));
  }

  private Cascade(PolicyDocument document) {
    global = Applicable.of(List.of(document));
  }

  /** Returns a cascade of one document that applies to every request, whatever its scope. */
  public static Cascade single(PolicyDocument document) {
    return new Cascade(document);
  }

  /** Returns the documents that apply to a request. */
  Applicable applicable(PolicyRequest request, String tool) {
    if (scoped.isEmpty()) {
      return global;
    }
    Applicable found =
        new Applicable(new ArrayList<>(global.documents()), new ArrayList<>(global.tables()));
    add(found, Scope.Kind.ORG, request.org());
    add(found, Scope.Kind.TEAM, request.team());
    if (scoped.containsKey(Scope.Kind.AGENT) && !request.agent().isEmpty()) {
      String hashed = registryId(request.agent());
      String plain = request.agent().toLowerCase(Locale.ROOT);
      add(found, Scope.Kind.AGENT, hashed);
      if (!plain.equals(hashed)) {
        add(found, Scope.Kind.AGENT, plain);
      }
    }
    add(found, Scope.Kind.TOOL, tool);
    return found;
  }

  private void add(Applicable found, Scope.Kind kind, String id) {
    Map<String, Applicable> byId = scoped.get(kind);
    Applicable same = byId == null ? null : byId.get(id);
    if (same != null) {
      found.documents().addAll(same.documents());
      found.tables().addAll(same.tables());
    }
  }

  /** Returns the first 16 bytes of the SHA-256 of an agent's identity, written as a UUID. */
  static String registryId(String agent) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(agent.getBytes(StandardCharsets.UTF_8));
      StringBuilder out = new StringBuilder(36);
      for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
          out.append('-');
        }
        out.append(Character.forDigit((hash[i] >> 4) & 15, 16))
            .append(Character.forDigit(hash[i] & 15, 16));
      }
      return out.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform provides SHA-256", e);
    }
  }
}
