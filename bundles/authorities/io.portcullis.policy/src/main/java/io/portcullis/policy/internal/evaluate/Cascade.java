// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
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

/** The documents of a folder, looked up by scope. Immutable. */
public final class Cascade {

  private final List<PolicyDocument> global;
  private final Map<Scope.Kind, Map<String, List<PolicyDocument>>> scoped =
      new EnumMap<>(Scope.Kind.class);

  /** Indexes the documents, which are in the order of their names. */
  public Cascade(Collection<PolicyDocument> documents) {
    for (PolicyDocument document : documents) {
      scoped
          .computeIfAbsent(document.scope().kind(), kind -> new HashMap<>())
          .computeIfAbsent(document.scope().id(), id -> new ArrayList<>())
          .add(document);
    }
    Map<String, List<PolicyDocument>> everyone = scoped.remove(Scope.Kind.GLOBAL);
    global = everyone == null ? List.of() : everyone.getOrDefault("", List.of());
  }

  /** Returns the documents that apply to a request, from the broadest to the narrowest scope. */
  List<PolicyDocument> applicable(PolicyRequest request, String tool) {
    if (scoped.isEmpty()) {
      return global;
    }
    List<PolicyDocument> found = new ArrayList<>(global);
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

  private void add(List<PolicyDocument> found, Scope.Kind kind, String id) {
    Map<String, List<PolicyDocument>> byId = scoped.get(kind);
    List<PolicyDocument> documents = byId == null ? null : byId.get(id);
    if (documents != null) {
      found.addAll(documents);
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
