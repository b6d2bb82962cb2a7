// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.rules.Capabilities;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.model.PolicyProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds warnings about documents that apply together.
 *
 * @param silence the place of a document that allows tools without an entry; null if no document
 *     does
 * @param scanned the place of a document in an upstream form that is scanned although it has no
 *     section {@code data}; null if no document is
 */
public record DocumentSetWarnings(
    @Nullable PolicyProblem silence, @Nullable PolicyProblem scanned) {

  private static final String SILENCE =
      "no entry \"*\": tools that no entry names are allowed, and the transport's self-test refuses"
          + " such a policy; write \"*\": {allow: false} under 'tools', or \"*\": {allow: true} if"
          + " you mean it";
  private static final String SCANNED =
      "no section 'data': secrets, payment cards and e-mail addresses in the arguments are replaced"
          + " before a tool runs; write data: {credential_action: redact_only} if you mean it, or"
          + " alert_only if they may pass";

  /** Checks the documents of a set, or the single document. */
  public static DocumentSetWarnings of(List<PolicyDocument> documents, boolean cascade) {
    PolicyDocument silent = cascade ? silentOne(documents) : silent(documents.get(0), false);
    PolicyDocument scanned = scannedOne(documents, cascade);
    return new DocumentSetWarnings(
        silent == null ? null : problem(silent, "tools", SILENCE),
        scanned == null ? null : problem(scanned, "data", SCANNED));
  }

  /** Returns all warnings. */
  public List<PolicyProblem> all() {
    List<PolicyProblem> all = new ArrayList<>();
    if (silence != null) {
      all.add(silence);
    }
    if (scanned != null) {
      all.add(scanned);
    }
    return all;
  }

  /**
   * One global document with an entry for all tools is enough, because it applies to every call.
   */
  private static @Nullable PolicyDocument silentOne(List<PolicyDocument> documents) {
    List<PolicyDocument> global = documents.stream().filter(DocumentSetWarnings::global).toList();
    for (PolicyDocument document : global) {
      if (silent(document, true) == null) {
        return null;
      }
    }
    if (!global.isEmpty()) {
      return global.get(0);
    }
    return documents.stream()
        .filter(document -> silent(document, true) != null)
        .findFirst()
        .orElse(null);
  }

  private static boolean global(PolicyDocument document) {
    return document.scope().kind() == Scope.Kind.GLOBAL;
  }

  private static @Nullable PolicyDocument silent(PolicyDocument document, boolean scoped) {
    Capabilities capabilities = document.sections().capabilities();
    boolean listed = capabilities != null && capabilities.allow() != null;
    Scope scope = document.scope();
    boolean itsTool =
        scoped
            && scope.kind() == Scope.Kind.TOOL
            && document.tools().exact().containsKey(scope.id());
    return listed || itsTool || document.tools().any() != null ? null : document;
  }

  /** A section of a document that applies to every call decides for those without one. */
  private static @Nullable PolicyDocument scannedOne(
      List<PolicyDocument> documents, boolean cascade) {
    PolicyDocument found = null;
    for (PolicyDocument document : documents) {
      boolean says = document.sections().data() != null;
      if (says && (!cascade || global(document))) {
        return null;
      }
      if (found == null && !says && document.origin().upstream()) {
        found = document;
      }
    }
    return found;
  }

  private static PolicyProblem problem(PolicyDocument document, String key, String message) {
    PolicyDocument.Origin origin = document.origin();
    return new PolicyProblem(
        origin.file(), origin.tools().line(), origin.tools().column(), key, message);
  }
}
