// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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

  /** Keys that containers and the component runtime add, the targets of references among them. */
  private static final Pattern ADDED =
      Pattern.compile("(service|component|felix|webconsole)\\..*|\\..*|.*\\.target|objectClass");

  private final HttpConfig config;
  private final Path home;

  private GatewaySettingsReader(HttpConfig config, Path home) {
    this.config = config;
    this.home = home;
  }

  /**
   * Validates a configuration.
   *
   * @param config the values
   * @param properties all keys, so that a misspelt one is detected
   * @param home the folder of relative paths
   * @throws GatewaySettingsException if a key or value is invalid
   */
  public static GatewaySettings read(HttpConfig config, Map<String, ?> properties, Path home)
      throws GatewaySettingsException {
    for (String key : properties.keySet()) {
      if (!KEYS.contains(key) && !ADDED.matcher(key).matches()) {
        throw new GatewaySettingsException(key, "is not a key of this configuration");
      }
    }
    try {
      return new GatewaySettingsReader(config, home).read();
    } catch (RuntimeException e) { // the component runtime throws several types
      throw new GatewaySettingsException("a value", "is not of its type: " + e.getMessage());
    }
  }

  private GatewaySettings read() throws GatewaySettingsException {
    CallerAuthenticator callers = callers();
    Path token = optional("upstreamTokenFile", config.upstreamTokenFile());
    URI upstream = upstream();
    if (token != null && !upstream.getScheme().equals("https") && !isLoopback(upstream.getHost())) {
      throw new GatewaySettingsException(
          "upstreamTokenFile", "would send the token unencrypted: upstream is not https");
    }
    boolean forward = flag("forwardAuthorization", config.forwardAuthorization());
    GatewaySettings settings =
        new GatewaySettings(
            matching("host", config.host(), HOST, "an address or a name"),
            (int) within("port", config.port(), 1, 65_535),
            matching("path", config.path(), PATH, "a plain path such as /mcp"),
            publicUrl(),
            upstream,
            matching("serverName", config.serverName(), NAME, "1 to 64 letters, digits, . _ -"),
            callers,
            required("sessionKeyFile", config.sessionKeyFile()),
            config.errorCode(),
            entries("allowedHosts", config.allowedHosts(), HOST),
            entries(
                "allowedOrigins", config.allowedOrigins(), Pattern.compile("https?://[^/\\s]+")),
            passed(),
            forward && token == null && !(callers instanceof CallerAuthenticator.Tokens),
            token,
            store(
                "tls.keyStore",
                config.tls_keyStore(),
                config.tls_keyStoreType(),
                "tls",
                config.tls_passwordFile(),
                config.tls_passwordVariable()),
            store(
                "upstreamTls.trustStore",
                config.upstreamTls_trustStore(),
                config.upstreamTls_trustStoreType(),
                "upstreamTls",
                config.upstreamTls_passwordFile(),
                config.upstreamTls_passwordVariable()),
            new GatewaySettings.Answers(
                flag("decideResults", config.decideResults()),
                flag("hideDenied", config.hideDenied()),
                flag("pin", config.pin())),
            limits(),
            connections());
    if (flag("unprotected", config.unprotected())) {
      return settings;
    }
    if (isExposed(settings)) {
      throw new GatewaySettingsException(
          "host",
          "is not a loopback address, which needs tls.keyStore and agent.tokens, or unprotected ="
              + " true");
    }
    return settings;
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

  private @Nullable URI publicUrl() throws GatewaySettingsException {
    String text = config.publicUrl().strip();
    return text.isEmpty()
        ? null
        : URI.create(
            matching("publicUrl", text, PUBLIC_URL, "a URL such as https://mcp.example.com/mcp"));
  }

  private URI upstream() throws GatewaySettingsException {
    String text = config.upstream().strip();
    if (text.isEmpty()) {
      throw new GatewaySettingsException("upstream", "is missing");
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (scheme == null || !Set.of("http", "https").contains(scheme)) {
        throw new GatewaySettingsException("upstream", "is not an http or https URL");
      }
      if (uri.getHost() == null
          || uri.getPath().isEmpty()
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null) {
        throw new GatewaySettingsException(
            "upstream", "needs a host and a path, and has no user and no fragment");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new GatewaySettingsException("upstream", "is not a URL: " + e.getReason());
    }
  }

  private CallerAuthenticator callers() throws GatewaySettingsException {
    String fixed = config.agent_fixed().strip();
    String header = config.agent_header().strip();
    List<String> tokens = split("agent.tokens", config.agent_tokens());
    int given = (fixed.isEmpty() ? 0 : 1) + (header.isEmpty() ? 0 : 1) + (tokens.isEmpty() ? 0 : 1);
    if (given > 1) {
      throw new GatewaySettingsException(
          "agent.fixed", "and agent.header and agent.tokens exclude each other");
    }
    if (!tokens.isEmpty()) {
      return tokens(tokens);
    }
    if (!header.isEmpty()) {
      matching("agent.header", header, HEADER, "the name of a header");
      return new CallerAuthenticator.Named(header);
    }
    return new CallerAuthenticator.Fixed(
        fixed.isEmpty()
            ? AgentIdentity.UNKNOWN
            : AgentIdentity.of(matching("agent.fixed", fixed, AGENT, "1 to 200 plain characters")));
  }

  private static CallerAuthenticator tokens(List<String> entries) throws GatewaySettingsException {
    List<CallerAuthenticator.Tokens.Token> tokens = new ArrayList<>();
    Set<String> digests = new HashSet<>();
    for (String entry : entries) {
      String key = "agent.tokens[" + tokens.size() + "]";
      Matcher parts = TOKEN.matcher(entry);
      if (!parts.matches() || !AGENT.matcher(parts.group(1)).matches()) {
        throw new GatewaySettingsException(
            key, "is not AGENT=sha256:HEX with 64 hexadecimal digits");
      }
      String digest = parts.group(2).toLowerCase(Locale.ROOT);
      if (!digests.add(digest)) {
        throw new GatewaySettingsException(key, "has the token of another agent");
      }
      tokens.add(new CallerAuthenticator.Tokens.Token(AgentIdentity.of(parts.group(1)), digest));
    }
    return new CallerAuthenticator.Tokens(tokens);
  }

  private List<String> passed() throws GatewaySettingsException {
    List<String> names = entries("forwardHeaders", config.forwardHeaders(), HEADER);
    for (String name : names) {
      if (NEVER_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new GatewaySettingsException("forwardHeaders", "may not name " + name);
      }
    }
    return names;
  }

  private HttpLimits limits() throws GatewaySettingsException {
    return new HttpLimits(
        (int) within("maxMessageBytes", config.maxMessageBytes(), 1 << 20, 1 << 30),
        HttpLimits.DEFAULT.maxWholeAnswerBytes(),
        (int) within("maxWaiting", config.maxWaiting(), 1, 1_000_000),
        (int) within("maxOpen", config.maxOpen(), 1, 1_000_000),
        within("maxHeldBytes", config.maxHeldBytes(), 1 << 20, 1L << 40),
        Duration.ofSeconds(within("maxIdleSeconds", config.maxIdleSeconds(), 1, 86_400)));
  }

  private ConnectionLimits connections() throws GatewaySettingsException {
    int total = (int) within("maxConnections", config.maxConnections(), 0, 1_000_000);
    int each = (int) within("maxConnectionsPerPeer", config.maxConnectionsPerPeer(), 0, 1_000_000);
    if (total > 0 && each > total) {
      throw new GatewaySettingsException("maxConnectionsPerPeer", "is more than maxConnections");
    }
    return new ConnectionLimits(
        total,
        each,
        Duration.ofSeconds(within("headSeconds", config.headSeconds(), 1, 3_600)),
        Duration.ofSeconds(within("bodySeconds", config.bodySeconds(), 1, 3_600)),
        (int) within("minBodyBytesPerSecond", config.minBodyBytesPerSecond(), 1, 1 << 30),
        (int) within("maxRefusalsPerMinute", config.maxRefusalsPerMinute(), 1, 1_000_000));
  }

  private @Nullable KeyStoreFile store(
      String key, String file, String type, String prefix, String passwordFile, String variable)
      throws GatewaySettingsException {
    Path path = optional(key, file);
    Path password = optional(prefix + ".passwordFile", passwordFile);
    if (path == null) {
      if (password != null || !variable.isBlank()) {
        throw new GatewaySettingsException(key, "is missing, while its password is configured");
      }
      return null;
    }
    if ((password == null) == variable.isBlank()) {
      throw new GatewaySettingsException(
          prefix + ".passwordFile", "or " + prefix + ".passwordVariable must be set, and not both");
    }
    return new KeyStoreFile(path, type.strip(), password, variable.strip());
  }

  private @Nullable Path optional(String key, String text) throws GatewaySettingsException {
    if (text.isBlank()) {
      return null;
    }
    try {
      return home.resolve(text.strip());
    } catch (InvalidPathException e) {
      throw new GatewaySettingsException(key, "is not a path: " + e.getReason());
    }
  }

  private Path required(String key, String text) throws GatewaySettingsException {
    Path path = optional(key, text);
    if (path == null) {
      throw new GatewaySettingsException(key, "is missing");
    }
    return path;
  }

  private static List<String> entries(String key, String[] texts, Pattern pattern)
      throws GatewaySettingsException {
    List<String> entries = split(key, texts);
    for (String entry : entries) {
      if (!pattern.matcher(entry).matches()) {
        throw new GatewaySettingsException(key, "cannot be understood: " + entry);
      }
    }
    return entries;
  }

  private static List<String> split(String key, String[] texts) throws GatewaySettingsException {
    List<String> entries =
        Arrays.stream(texts)
            .flatMap(text -> Arrays.stream(text.split("[,\\s]+", -1)))
            .filter(entry -> !entry.isEmpty())
            .toList();
    if (entries.size() > MOST_ENTRIES) {
      throw new GatewaySettingsException(key, "has more than " + MOST_ENTRIES + " entries");
    }
    return entries;
  }

  private static String matching(String key, String text, Pattern pattern, String what)
      throws GatewaySettingsException {
    String value = text.strip();
    if (value.isEmpty()) {
      throw new GatewaySettingsException(key, "is missing");
    }
    if (!pattern.matcher(value).matches()) {
      throw new GatewaySettingsException(key, "is not " + what);
    }
    return value;
  }

  private static boolean flag(String key, String text) throws GatewaySettingsException {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new GatewaySettingsException(key, "must be true or false");
    };
  }

  private static long within(String key, long value, long least, long most)
      throws GatewaySettingsException {
    if (value < least || value > most) {
      throw new GatewaySettingsException(key, "must be from " + least + " to " + most);
    }
    return value;
  }
}
