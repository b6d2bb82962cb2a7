// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.data.CascadeData;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.internal.ruleset.RuleEntry;
import io.portcullis.policy.internal.ruleset.RuleTable;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.model.Action;
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
import org.jspecify.annotations.Nullable;

/** The documents of a folder with their rules, looked up by scope. Immutable. */
public final class Cascade {

  /**
   * The documents that apply to a request.
   *
   * @param documents from the broadest to the narrowest scope
   * @param tables their rules, in the same order of scopes; without empty tables
   * @param data their sections for sensitive data together; null if nothing is scanned
   * @param denying the first document that denies what it does not mention; null if all allow it
   * @param counts whether a document has counters, labels or a budget
   */
  public record Applicable(
      List<PolicyDocument> documents,
      List<RuleTable> tables,
      @Nullable CascadeData data,
      @Nullable PolicyDocument denying,
      boolean counts) {

    /** Returns the rules that may apply to a call. */
    public List<RuleEntry> rules(Action action, String tool) {
      List<RuleEntry> found = List.of();
      for (int i = 0; i < tables.size(); i++) {
        RuleEntry entry = tables.get(i).find(action, tool);
        if (!entry.isEmpty()) {
          found = found.isEmpty() ? new ArrayList<>(tables.size()) : found;
          found.add(entry);
        }
      }
      return found;
    }

    /** Returns the counters and labels that may be about a call. */
    public List<EffectDefinitions.Entry> effects(Action action, String tool) {
      List<EffectDefinitions.Entry> found = List.of();
      if (!counts) {
        return found;
      }
      for (int i = 0; i < documents.size(); i++) {
        EffectDefinitions.Entry entry = documents.get(i).effects().find(action, tool);
        if (!entry.isEmpty()) {
          found = found.isEmpty() ? new ArrayList<>(2) : found;
          found.add(entry);
        }
      }
      return found;
    }

    static Applicable of(List<PolicyDocument> documents) {
      RuleTable rules =
          new RuleTable(
              documents.stream().flatMap(each -> each.ruleset().rules().stream()).toList());
      return of(List.copyOf(documents), rules.isEmpty() ? List.of() : List.of(rules));
    }

    private static Applicable of(List<PolicyDocument> documents, List<RuleTable> tables) {
      PolicyDocument denying = null;
      boolean counts = false;
      for (PolicyDocument document : documents) {
        boolean denies = !document.ruleset().allowsByDefault();
        denying = denying == null && denies ? document : denying;
        counts |= document.budget() != null || !document.effects().isEmpty();
      }
      return new Applicable(documents, tables, CascadeData.of(documents), denying, counts);
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
  public Applicable applicable(PolicyRequest request, String tool) {
    if (scoped.isEmpty()) {
      return global;
    }
    List<PolicyDocument> documents = new ArrayList<>(global.documents());
    List<RuleTable> tables = new ArrayList<>(global.tables());
    for (Applicable found : narrower(request, tool)) {
      documents.addAll(found.documents());
      tables.addAll(found.tables());
    }
    return Applicable.of(documents, tables);
  }

  private List<Applicable> narrower(PolicyRequest request, String tool) {
    List<Applicable> found = new ArrayList<>();
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

  private void add(List<Applicable> found, Scope.Kind kind, String id) {
    Map<String, Applicable> byId = scoped.get(kind);
    Applicable same = byId == null ? null : byId.get(id);
    if (same != null) {
      found.add(same);
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
