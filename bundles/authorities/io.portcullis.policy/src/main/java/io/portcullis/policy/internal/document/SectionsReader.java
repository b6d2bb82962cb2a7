// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.rules.ActiveHours;
import io.portcullis.policy.internal.rules.Capabilities;
import io.portcullis.policy.internal.rules.Capabilities.Names;
import io.portcullis.policy.internal.rules.Capability;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.rules.HostPatterns;
import io.portcullis.policy.internal.rules.PolicyDocument.Sections;
import io.portcullis.policy.internal.rules.ToolTable;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the sections {@code schedule}, {@code network}, {@code capabilities} and {@code data}. */
final class SectionsReader {

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])");

  private static final String HOSTS = "the list governs the action network_call only";
  private static final String NO_HOST =
      "no host is listed, so every action network_call is denied; the list governs that action"
          + " only";
  private static final String UNRESTRICTED =
      ": a tool that does the same, called over MCP or LangChain4j, is not restricted by it";

  private final ParseContext reading;

  SectionsReader(ParseContext reading) {
    this.reading = reading;
  }

  Sections read(DocumentSection body) {
    ActiveHours hours = schedule(body.section("schedule"));
    Capabilities capabilities = capabilities(body.section("capabilities"));
    HostPatterns network = network(body.section("network"), capabilities);
    DataRules data = new DataReader(reading).read(body);
    return new Sections(hours, network, capabilities, data);
  }

  private @Nullable ActiveHours schedule(@Nullable DocumentSection schedule) {
    if (schedule == null) {
      return null;
    }
    DocumentSection hours = schedule.section("active_hours");
    schedule.end();
    if (hours == null) {
      return null;
    }
    int start = time(hours, "start");
    int end = time(hours, "end");
    ZoneId zone = zone(hours);
    hours.end();
    if (start >= 0 && end >= 0 && start >= end) {
      reading
          .problems()
          .add(
              hours.place(),
              hours.path("end"),
              "'" + hours.path("start") + "' must be before 'end'");
    }
    return zone == null ? null : new ActiveHours(start, end, zone);
  }

  private int time(DocumentSection hours, String key) {
    boolean given = hours.has(key);
    Scalar text = hours.text(key);
    if (text == null) {
      if (!given) {
        missing(hours, key);
      }
      return -1;
    }
    Matcher matcher = TIME.matcher(text.text());
    if (matcher.matches()) {
      return Integer.parseInt(matcher.group(1)) * 60 + Integer.parseInt(matcher.group(2));
    }
    reading
        .problems()
        .add(
            text.place(),
            hours.path(key),
            "'" + hours.path(key) + "' must be a time HH:MM from 00:00 to 23:59, in quotes");
    return -1;
  }

  private @Nullable ZoneId zone(DocumentSection hours) {
    boolean given = hours.has("timezone");
    Scalar text = hours.text("timezone");
    if (text == null) {
      if (!given) {
        missing(hours, "timezone");
      }
      return null;
    }
    if (ZoneId.getAvailableZoneIds().contains(text.text())) {
      return ZoneId.of(text.text());
    }
    reading
        .problems()
        .add(
            text.place(),
            hours.path("timezone"),
            "'" + hours.path("timezone") + "' must be an IANA time zone such as Europe/Vienna");
    return null;
  }

  private void missing(DocumentSection section, String key) {
    reading
        .problems()
        .add(section.place(), section.path(key), "'" + section.path(key) + "' is missing; add it");
  }

  private @Nullable HostPatterns network(
      @Nullable DocumentSection network, @Nullable Capabilities capabilities) {
    if (network == null) {
      return null;
    }
    List<Scalar> entries = network.texts("allowlist");
    network.end();
    if (entries == null || entries.isEmpty()) {
      warn(network.place(), network.path("allowlist"), NO_HOST + UNRESTRICTED);
      return new HostPatterns(List.of());
    }
    warn(network.place(), network.path("allowlist"), HOSTS + UNRESTRICTED);
    if (capabilities != null && shadowed(capabilities, Capability.NETWORK_OUTBOUND)) {
      warn(
          network.place(),
          network.path("allowlist"),
          "the capabilities deny network_outbound, so the list can never allow a host");
    }
    for (Scalar entry : entries) {
      if (!HostPatterns.canMatch(entry.text())) {
        warn(
            entry.place(),
            network.path("allowlist"),
            "'" + entry.text() + "' can match no host; write a host name, *.SUFFIX or *");
      }
    }
    return new HostPatterns(entries.stream().map(Scalar::text).toList());
  }

  private static boolean shadowed(Capabilities capabilities, Capability capability) {
    return capabilities.denies(capability, "") || capabilities.omits(capability, "");
  }

  private @Nullable Capabilities capabilities(@Nullable DocumentSection section) {
    if (section == null) {
      return null;
    }
    List<Scalar> allow = section.texts("allow");
    List<Scalar> deny = section.texts("deny");
    section.end();
    Names denied = names(section.path("deny"), deny == null ? List.of() : deny, true);
    Names allowed = allow == null ? null : names(section.path("allow"), allow, false);
    Capabilities capabilities = new Capabilities(allowed, denied);
    if (allow != null) {
      warnOfDenied(section, allow, capabilities);
    }
    return capabilities;
  }

  private void warnOfDenied(
      DocumentSection section, List<Scalar> allow, Capabilities capabilities) {
    for (Scalar entry : allow) {
      String word = entry.text();
      Capability plain = Capability.BY_WORD.get(word);
      boolean denied =
          plain != null
              ? capabilities.denies(plain, "")
              : word.startsWith("mcp_tool:")
                  && capabilities.denies(Capability.MCP_TOOL, word.substring(9));
      if (denied) {
        warn(entry.place(), section.path("allow"), "'" + word + "' is also denied, and deny wins");
      }
    }
  }

  private Names names(String path, List<Scalar> entries, boolean deny) {
    Set<Capability> plain = EnumSet.noneOf(Capability.class);
    Set<String> tools = new HashSet<>();
    for (Scalar entry : entries) {
      String word = entry.text();
      Capability capability = Capability.BY_WORD.get(word);
      boolean checked = true;
      if (capability != null) {
        plain.add(capability);
        if (capability.checked()) {
          String governs = "' governs the action " + capability.action() + " only";
          warn(entry.place(), path, "'" + word + governs + UNRESTRICTED);
        }
        checked = capability.checked();
      } else if (word.startsWith("mcp_tool:") && word.length() > 9) {
        tools.add(word.substring(9));
        if (word.indexOf('*') >= 0) {
          warn(entry.place(), path, ToolTable.noPattern(word.substring(9)));
        }
      } else if (word.startsWith("model:") && word.length() > 6) {
        checked = false;
      } else {
        reading
            .problems()
            .add(
                entry.place(),
                path,
                "unknown capability '"
                    + word
                    + "'; write "
                    + String.join(", ", new TreeSet<>(Capability.BY_WORD.keySet()))
                    + ", mcp_tool:NAME or model:NAME");
      }
      if (!checked && deny) {
        warn(
            entry.place(),
            path,
            "no action needs '" + word + "', so denying it has no effect; remove the entry");
      }
    }
    return new Names(plain, tools);
  }

  private void warn(SourceLocation place, String key, String message) {
    reading.warnings().add(place, key, message);
  }
}
