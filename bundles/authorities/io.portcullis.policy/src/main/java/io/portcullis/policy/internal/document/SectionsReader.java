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

  private static final String TOOL = "mcp_tool:";

  private static final String SHADOWED =
      "the capabilities deny network_outbound, so the list can never allow a host";
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
    return hours == null ? null : activeHours(hours);
  }

  private static @Nullable ActiveHours activeHours(DocumentSection hours) {
    int start = time(hours, "start");
    int end = time(hours, "end");
    ZoneId zone = zone(hours);
    hours.end();
    if (start >= 0 && end >= 0 && start >= end) {
      hours.problem(hours.place(), "end", "'" + hours.path("start") + "' must be before 'end'");
    }
    return zone == null ? null : new ActiveHours(start, end, zone);
  }

  private static int time(DocumentSection hours, String key) {
    Scalar text = hours.required(key, "add it");
    if (text == null) {
      return -1;
    }
    Matcher matcher = TIME.matcher(text.text());
    if (matcher.matches()) {
      return Integer.parseInt(matcher.group(1)) * 60 + Integer.parseInt(matcher.group(2));
    }
    hours.problem(
        text.place(),
        key,
        "'" + hours.path(key) + "' must be a time HH:MM from 00:00 to 23:59, in quotes");
    return -1;
  }

  private static @Nullable ZoneId zone(DocumentSection hours) {
    Scalar text = hours.required("timezone", "add it");
    if (text == null) {
      return null;
    }
    if (ZoneId.getAvailableZoneIds().contains(text.text())) {
      return ZoneId.of(text.text());
    }
    hours.problem(
        text.place(),
        "timezone",
        "'" + hours.path("timezone") + "' must be an IANA time zone such as Europe/Vienna");
    return null;
  }

  private @Nullable HostPatterns network(
      @Nullable DocumentSection network, @Nullable Capabilities capabilities) {
    if (network == null) {
      return null;
    }
    List<Scalar> entries = network.texts("allowlist");
    network.end();
    String path = network.path("allowlist");
    if (entries == null || entries.isEmpty()) {
      warn(network.place(), path, NO_HOST + UNRESTRICTED);
      return new HostPatterns(List.of());
    }
    warn(network.place(), path, HOSTS + UNRESTRICTED);
    if (capabilities != null && shadowed(capabilities, Capability.NETWORK_OUTBOUND)) {
      warn(network.place(), path, SHADOWED);
    }
    entries.forEach(entry -> warnOfNoHost(entry, path));
    return new HostPatterns(entries.stream().map(Scalar::text).toList());
  }

  private void warnOfNoHost(Scalar entry, String path) {
    if (!HostPatterns.canMatch(entry.text())) {
      warn(
          entry.place(),
          path,
          "'" + entry.text() + "' can match no host; write a host name, *.SUFFIX or *");
    }
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
              : word.startsWith(TOOL) && capabilities.denies(Capability.MCP_TOOL, tool(word));
      if (denied) {
        warn(entry.place(), section.path("allow"), "'" + word + "' is also denied, and deny wins");
      }
    }
  }

  private Names names(String path, List<Scalar> entries, boolean deny) {
    Set<Capability> plain = EnumSet.noneOf(Capability.class);
    Set<String> tools = new HashSet<>();
    for (Scalar entry : entries) {
      boolean needed = name(entry, path, plain, tools);
      if (deny && !needed) {
        String word = entry.text();
        warn(
            entry.place(),
            path,
            "no action needs '" + word + "', so denying it has no effect; remove the entry");
      }
    }
    return new Names(plain, tools);
  }

  /** Adds what an entry names; returns false if no action needs it. */
  private boolean name(Scalar entry, String path, Set<Capability> plain, Set<String> tools) {
    String word = entry.text();
    Capability capability = Capability.BY_WORD.get(word);
    if (capability != null) {
      plain.add(capability);
      warnOfReach(entry, path, capability);
      return capability.checked();
    }
    if (word.startsWith(TOOL) && word.length() > TOOL.length()) {
      addTool(entry, path, tools);
      return true;
    }
    if (word.startsWith("model:") && word.length() > 6) {
      return false;
    }
    reading.problems().add(entry.place(), path, unknownCapability(word));
    return true;
  }

  private void warnOfReach(Scalar entry, String path, Capability capability) {
    if (capability.checked()) {
      String governs = "' governs the action " + capability.action() + " only";
      warn(entry.place(), path, "'" + entry.text() + governs + UNRESTRICTED);
    }
  }

  private void addTool(Scalar entry, String path, Set<String> tools) {
    String name = tool(entry.text());
    tools.add(name);
    if (name.indexOf('*') >= 0) {
      warn(entry.place(), path, ToolTable.noPattern(name));
    }
  }

  private static String tool(String word) {
    return word.substring(TOOL.length());
  }

  private static String unknownCapability(String word) {
    String known = String.join(", ", new TreeSet<>(Capability.BY_WORD.keySet()));
    return "unknown capability '" + word + "'; write " + known + ", mcp_tool:NAME or model:NAME";
  }

  private void warn(SourceLocation place, String key, String message) {
    reading.warnings().add(place, key, message);
  }
}
