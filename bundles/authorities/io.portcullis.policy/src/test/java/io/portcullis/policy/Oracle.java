// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.model.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a policy document, written in order and without regard to speed. */
final class Oracle {

  private static final List<String> STRICTNESS =
      List.of("alert_only", "alert_and_redact", "redact_only", "block");

  /** The number of calls by owner and tool; the clock stands still, so nothing refills. */
  private final Map<String, Integer> taken = new HashMap<>();

  private final Map<String, Integer> lowest = new HashMap<>();

  String single(RandomDocument document, RandomRequest request) {
    if (Boolean.FALSE.equals(document.open())) {
      return "outside active hours";
    }
    if (!host(document, request)) {
      return "host not in network allowlist";
    }
    String capability = capability(document.allow(), document.deny(), request);
    if (capability != null) {
      return capability;
    }
    RandomDocument.Tool tool = tool(document, request);
    if (tool != null) {
      if (!Boolean.TRUE.equals(tool.allow())) {
        return "tool denied by policy";
      }
      if (tool.limit() != null && !take(request, tool.limit())) {
        return "rate limit exceeded";
      }
      if (tool.above() != null && request.n() > tool.above()) {
        return "requires_approval";
      }
    }
    return document.credentialAction() == null
        ? "allow"
        : scan(document.credentialAction(), request);
  }

  String cascade(List<RandomDocument> all, RandomRequest request) {
    List<RandomDocument> documents = new ArrayList<>();
    for (String kind : List.of("global", "org", "team", "tool")) {
      for (RandomDocument document : all) {
        if (document.scope().equals(wanted(kind, request))) {
          documents.add(document);
        }
      }
    }
    if (documents.isEmpty()) {
      return "no policy document is for this request";
    }
    for (RandomDocument document : documents) {
      if (Boolean.FALSE.equals(document.open())) {
        return "outside active hours";
      }
    }
    boolean approval = false;
    for (RandomDocument document : documents) {
      if (!host(document, request)) {
        return "host not in network allowlist";
      }
      RandomDocument.Tool tool = tool(document, request);
      if (tool != null && !Boolean.TRUE.equals(tool.allow())) {
        return "tool denied by policy";
      }
      String capability = capability(document.allow(), document.deny(), request);
      if (capability != null) {
        return capability;
      }
      approval |= tool != null && tool.above() != null && request.n() > tool.above();
    }
    String guarded = mergedGuard(documents, request);
    if (guarded != null) {
      return guarded;
    }
    Integer limit = null;
    for (RandomDocument document : documents) {
      RandomDocument.Tool tool = tool(document, request);
      if (tool != null && tool.limit() != null && (limit == null || tool.limit() < limit)) {
        limit = tool.limit();
      }
    }
    if (limit != null && !take(request, limit)) {
      return "rate limit exceeded";
    }
    String action = null;
    for (RandomDocument document : documents) {
      String own = document.credentialAction();
      if (own != null && (action == null || STRICTNESS.indexOf(own) > STRICTNESS.indexOf(action))) {
        action = own;
      }
    }
    String scanned = action == null ? "allow" : scan(action, request);
    return approval && !scanned.equals("credential detected") ? "requires_approval" : scanned;
  }

  private static String wanted(String kind, RandomRequest request) {
    return switch (kind) {
      case "global" -> "global";
      case "org" -> "org:" + request.org();
      case "team" -> "team:" + request.team();
      default -> "tool:" + request.tool();
    };
  }

  private static @Nullable String mergedGuard(
      List<RandomDocument> documents, RandomRequest request) {
    Set<String> denied = new HashSet<>();
    Set<String> allowed = null;
    for (RandomDocument document : documents) {
      denied.addAll(document.deny() == null ? List.of() : document.deny());
      if (document.allow() != null) {
        if (allowed == null) {
          allowed = new HashSet<>(document.allow());
        } else {
          allowed.retainAll(document.allow());
        }
      }
    }
    return capability(
        allowed == null ? null : new ArrayList<>(allowed), new ArrayList<>(denied), request);
  }

  private static boolean host(RandomDocument document, RandomRequest request) {
    if (request.action() != Action.NETWORK_CALL || document.hosts() == null) {
      return true;
    }
    String host = request.host().toLowerCase(Locale.ROOT);
    for (String entry : document.hosts()) {
      String pattern = entry.toLowerCase(Locale.ROOT);
      if (pattern.equals("*")
          || pattern.equals(host)
          || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String capability(
      @Nullable List<String> allow, @Nullable List<String> deny, RandomRequest request) {
    String wanted = request.capability();
    if (deny != null
        && (deny.contains(wanted)
            || (wanted.equals("file_delete") && deny.contains("file_write")))) {
      return "capability denied by policy";
    }
    return allow != null && !allow.contains(wanted) ? "capability not in allow list" : null;
  }

  private static RandomDocument.@Nullable Tool tool(
      RandomDocument document, RandomRequest request) {
    if (!request.call()) {
      return null;
    }
    RandomDocument.Tool exact = document.tools().get(request.tool());
    return exact != null ? exact : document.tools().get("*");
  }

  /** The tokens of a bucket that is tightened to the lowest limit seen. */
  private boolean take(RandomRequest request, int limit) {
    if (limit == 0) {
      return false;
    }
    String key = (request.team().isEmpty() ? "agent" : request.team()) + " " + request.tool();
    int left = taken.getOrDefault(key, Integer.MAX_VALUE);
    int tightened = Math.min(lowest.getOrDefault(key, limit), limit);
    lowest.put(key, tightened);
    left = Math.min(left, tightened);
    taken.put(key, Math.max(0, left - 1));
    return left > 0;
  }

  private static String scan(String action, RandomRequest request) {
    if (!request.text().contains("secret")) {
      return "allow";
    }
    return switch (action) {
      case "block" -> "credential detected";
      case "alert_only" -> "allow";
      default -> "sensitive data detected";
    };
  }
}
