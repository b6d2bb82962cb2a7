// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Validates a configuration, and names the key that is wrong. */
public final class GatewaySettingsReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final Pattern PUBLIC_URL =
      Pattern.compile("https?://[A-Za-z0-9.-]{1,255}(:\\d{1,5})?(/[A-Za-z0-9._~-]+)+");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern AGENT = Pattern.compile("[\\x21-\\x7E&&[^,]]{1,200}");
  private static final Pattern TOKEN = Pattern.compile("(.+)=sha256:([0-9a-fA-F]{64})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]", Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s]+");
  private static final int MOST_ENTRIES = 10_000;

  /** The headers that the gateway or its HTTP client sets itself, or that bind one connection. */
  private static final Set<String> NEVER_PASSED =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Set<String> KEYS =
      Arrays.stream(HttpConfig.class.getDeclaredMethods())
          .map(method -> method.getName().replace('_', '.'))
          .collect(Collectors.toUnmodifiableSet());

  /** The end of the keys that select the services of references. */
  private static final String TARGET = ".target";

  private final HttpConfig config;
  private final @Nullable String home;

  private GatewaySettingsReader(HttpConfig config, @Nullable String home) {
    this.config = config;
    this.home = home;
  }

  /**
   * Validates a configuration.
   *
   * @param config the values
   * @param properties all keys, so that a misspelt one is detected
   * @param home the directory from which relative paths start, or null for the working directory
   * @throws InvalidValueException if a key or value is invalid
   */
  public static GatewaySettings read(
      HttpConfig config, Map<String, ?> properties, @Nullable String home) {
    for (String key : properties.keySet()) {
      if (!KEYS.contains(key) && !ConfigurationCheck.isAdded(key) && !key.endsWith(TARGET)) {
        throw new InvalidValueException(key, "is not a key of this configuration");
      }
    }
    return ConfiguredValue.read(() -> new GatewaySettingsReader(config, home).read());
  }

  private GatewaySettings read() {
    CallerAuthenticator callers = callers();
    Path token =
        ConfiguredValue.optionalPath("upstreamTokenFile", config.upstreamTokenFile(), home)
            .orElse(null);
    URI upstream = upstream();
    if (token != null && !upstream.getScheme().equals("https") && !isLoopback(upstream.getHost())) {
      throw new InvalidValueException(
          "upstreamTokenFile", "would send the token unencrypted: upstream is not https");
    }
    GatewaySettings settings = settings(callers, token, upstream);
    requireProtection(settings);
    return settings;
  }

  private GatewaySettings settings(
      CallerAuthenticator callers, @Nullable Path token, URI upstream) {
    boolean forward = ConfiguredValue.flag("forwardAuthorization", config.forwardAuthorization());
    return new GatewaySettings(
        matching("host", config.host(), HOST, "an address or a name"),
        ConfiguredValue.within("port", config.port(), 1, 65_535),
        matching("path", config.path(), PATH, "a plain path such as /mcp"),
        publicUrl(),
        upstream,
        matching("serverName", config.serverName(), NAME, "1 to 64 letters, digits, . _ -"),
        callers,
        ConfiguredValue.path("sessionKeyFile", config.sessionKeyFile(), home),
        config.errorCode(),
        entries("allowedHosts", config.allowedHosts(), HOST),
        entries("allowedOrigins", config.allowedOrigins(), ORIGIN),
        passed(),
        forward && token == null && !(callers instanceof CallerAuthenticator.Tokens),
        token,
        keyStore(),
        trustStore(),
        answers(),
        limits(),
        connections());
  }

  private @Nullable KeyStoreFile keyStore() {
    return store(
        "tls.keyStore",
        config.tls_keyStore(),
        config.tls_keyStoreType(),
        "tls",
        config.tls_passwordFile(),
        config.tls_passwordVariable());
  }

  private @Nullable KeyStoreFile trustStore() {
    return store(
        "upstreamTls.trustStore",
        config.upstreamTls_trustStore(),
        config.upstreamTls_trustStoreType(),
        "upstreamTls",
        config.upstreamTls_passwordFile(),
        config.upstreamTls_passwordVariable());
  }

  private GatewaySettings.Answers answers() {
    return new GatewaySettings.Answers(
        ConfiguredValue.flag("decideResults", config.decideResults()),
        ConfiguredValue.flag("hideDenied", config.hideDenied()),
        ConfiguredValue.flag("pin", config.pin()));
  }

  private void requireProtection(GatewaySettings settings) {
    if (!ConfiguredValue.flag("unprotected", config.unprotected()) && isExposed(settings)) {
      throw new InvalidValueException(
          "host",
          "is not a loopback address, which needs tls.keyStore and agent.tokens, or unprotected ="
              + " true");
    }
  }

  /** Checks whether other machines can reach the gateway without TLS or tokens. */
  public static boolean isExposed(GatewaySettings settings) {
    return !isLoopback(settings.host())
        && (settings.keyStore() == null
            || !(settings.callers() instanceof CallerAuthenticator.Tokens));
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  private @Nullable URI publicUrl() {
    String text = config.publicUrl().strip();
    return text.isEmpty()
        ? null
        : URI.create(
            matching("publicUrl", text, PUBLIC_URL, "a URL such as https://mcp.example.com/mcp"));
  }

  private URI upstream() {
    String text = config.upstream().strip();
    if (text.isEmpty()) {
      throw new InvalidValueException("upstream", "is missing");
    }
    try {
      URI uri = new URI(text);
      requireEndpoint(uri);
      return uri;
    } catch (URISyntaxException e) {
      throw new InvalidValueException("upstream", "is not a URL: " + e.getReason());
    }
  }

  private static void requireEndpoint(URI uri) {
    String scheme = uri.getScheme();
    if (scheme == null || !Set.of("http", "https").contains(scheme)) {
      throw new InvalidValueException("upstream", "is not an http or https URL");
    }
    if (uri.getHost() == null
        || uri.getPath().isEmpty()
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new InvalidValueException(
          "upstream", "needs a host and a path, and has no user and no fragment");
    }
  }

  private CallerAuthenticator callers() {
    String fixed = config.agent_fixed().strip();
    String header = config.agent_header().strip();
    List<String> tokens = split("agent.tokens", config.agent_tokens());
    int given = (fixed.isEmpty() ? 0 : 1) + (header.isEmpty() ? 0 : 1) + (tokens.isEmpty() ? 0 : 1);
    if (given > 1) {
      throw new InvalidValueException(
          "agent.fixed", "and agent.header and agent.tokens exclude each other");
    }
    if (!tokens.isEmpty()) {
      return tokens(tokens);
    }
    return header.isEmpty() ? fixed(fixed) : named(header);
  }

  private static CallerAuthenticator named(String header) {
    matching("agent.header", header, HEADER, "the name of a header");
    return new CallerAuthenticator.Named(header);
  }

  private static CallerAuthenticator fixed(String agent) {
    return new CallerAuthenticator.Fixed(
        agent.isEmpty()
            ? AgentIdentity.UNKNOWN
            : AgentIdentity.of(matching("agent.fixed", agent, AGENT, "1 to 200 plain characters")));
  }

  private static CallerAuthenticator tokens(List<String> entries) {
    List<CallerAuthenticator.Tokens.Token> tokens = new ArrayList<>();
    Set<String> digests = new HashSet<>();
    for (String entry : entries) {
      String key = "agent.tokens[" + tokens.size() + "]";
      Matcher parts = TOKEN.matcher(entry);
      if (!parts.matches() || !AGENT.matcher(parts.group(1)).matches()) {
        throw new InvalidValueException(key, "is not AGENT=sha256:HEX with 64 hexadecimal digits");
      }
      String digest = parts.group(2).toLowerCase(Locale.ROOT);
      if (!digests.add(digest)) {
        throw new InvalidValueException(key, "has the token of another agent");
      }
      tokens.add(new CallerAuthenticator.Tokens.Token(AgentIdentity.of(parts.group(1)), digest));
    }
    return new CallerAuthenticator.Tokens(tokens);
  }

  private List<String> passed() {
    List<String> names = entries("forwardHeaders", config.forwardHeaders(), HEADER);
    for (String name : names) {
      if (NEVER_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new InvalidValueException("forwardHeaders", "may not name " + name);
      }
    }
    return names;
  }

  private HttpLimits limits() {
    return new HttpLimits(
        ConfiguredValue.within("maxMessageBytes", config.maxMessageBytes(), 1 << 20, 1 << 30),
        HttpLimits.DEFAULT.maxWholeAnswerBytes(),
        ConfiguredValue.within("maxWaiting", config.maxWaiting(), 1, 1_000_000),
        ConfiguredValue.within("maxOpen", config.maxOpen(), 1, 1_000_000),
        ConfiguredValue.within("maxHeldBytes", config.maxHeldBytes(), 1 << 20, 1L << 40),
        ConfiguredValue.seconds("maxIdleSeconds", config.maxIdleSeconds(), 86_400));
  }

  private ConnectionLimits connections() {
    int total = ConfiguredValue.within("maxConnections", config.maxConnections(), 0, 1_000_000);
    int each =
        ConfiguredValue.within(
            "maxConnectionsPerPeer", config.maxConnectionsPerPeer(), 0, 1_000_000);
    if (total > 0 && each > total) {
      throw new InvalidValueException("maxConnectionsPerPeer", "is more than maxConnections");
    }
    return new ConnectionLimits(
        total,
        each,
        ConfiguredValue.seconds("headSeconds", config.headSeconds(), 3_600),
        ConfiguredValue.seconds("bodySeconds", config.bodySeconds(), 3_600),
        ConfiguredValue.within("minBodyBytesPerSecond", config.minBodyBytesPerSecond(), 1, 1 << 30),
        ConfiguredValue.within(
            "maxRefusalsPerMinute", config.maxRefusalsPerMinute(), 1, 1_000_000));
  }

  private @Nullable KeyStoreFile store(
      String key, String file, String type, String prefix, String passwordFile, String variable) {
    Path path = ConfiguredValue.optionalPath(key, file, home).orElse(null);
    Path password =
        ConfiguredValue.optionalPath(prefix + ".passwordFile", passwordFile, home).orElse(null);
    if (path == null) {
      if (password != null || !variable.isBlank()) {
        throw new InvalidValueException(key, "is missing, while its password is configured");
      }
      return null;
    }
    if ((password == null) == variable.isBlank()) {
      throw new InvalidValueException(
          prefix + ".passwordFile", "or " + prefix + ".passwordVariable must be set, and not both");
    }
    return new KeyStoreFile(path, type.strip(), password, variable.strip());
  }

  private static List<String> entries(String key, String[] texts, Pattern pattern) {
    List<String> entries = split(key, texts);
    for (String entry : entries) {
      if (!pattern.matcher(entry).matches()) {
        throw new InvalidValueException(key, "cannot be understood: " + entry);
      }
    }
    return entries;
  }

  private static List<String> split(String key, String[] texts) {
    List<String> entries =
        Arrays.stream(texts)
            .flatMap(text -> Arrays.stream(text.split("[,\\s]+", -1)))
            .filter(entry -> !entry.isEmpty())
            .toList();
    if (entries.size() > MOST_ENTRIES) {
      throw new InvalidValueException(key, "has more than " + MOST_ENTRIES + " entries");
    }
    return entries;
  }

  private static String matching(String key, String text, Pattern pattern, String what) {
    String value = text.strip();
    if (value.isEmpty()) {
      throw new InvalidValueException(key, "is missing");
    }
    if (!pattern.matcher(value).matches()) {
      throw new InvalidValueException(key, "is not " + what);
    }
    return value;
  }
}
