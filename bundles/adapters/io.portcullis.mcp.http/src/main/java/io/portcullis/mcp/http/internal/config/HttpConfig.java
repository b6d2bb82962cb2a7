// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration of one gateway. A gateway with an invalid value or an unknown key does not
 * listen.
 */
@ObjectClassDefinition(
    id = HttpConfig.PID,
    name = "Portcullis MCP gateway over HTTP",
    description = "One gateway per configuration, between MCP clients and one MCP server")
public @interface HttpConfig {
  /** The configuration's name. */
  String PID = "io.portcullis.adapter.mcp.http";

  /** An address. */
  @AttributeDefinition(
      name = "Host",
      description =
          "The address of the gateway. An address beyond the loopback needs TLS, a table "
              + "of tokens and allowed hosts")
  String host() default "127.0.0.1";

  /** A number. */
  @AttributeDefinition(name = "Port", description = "The port of the gateway; 1 to 65535")
  int port() default 0;

  /** A path. */
  @AttributeDefinition(name = "Path", description = "The path of the endpoint")
  String path() default "/mcp";

  /** A URL. */
  @AttributeDefinition(
      name = "Public URL",
      description =
          "The URL of the endpoint for clients, if a proxy in front of the gateway "
              + "changes it; for the OAuth metadata. Empty: Host and the path")
  String publicUrl() default "";

  /** A URL. */
  @AttributeDefinition(
      name = "Server",
      description = "The http or https URL of the endpoint of the MCP server")
  String upstream() default "";

  /** A word. */
  @AttributeDefinition(
      name = "Name of the server",
      description =
          "The name of the server in policies and records; letters, digits, dots, dashes, "
              + "underscores")
  String serverName() default "";

  /** A name. */
  @AttributeDefinition(
      name = "Agent",
      description =
          "The agent of all requests. At most one of agent.fixed, agent.header and "
              + "agent.tokens is set; with none of them the agent is unknown")
  String agent_fixed() default "";

  /** A header. */
  @AttributeDefinition(
      name = "Header with the agent",
      description =
          "The header that names the agent. Any client can send any name: only for a "
              + "gateway behind a proxy that sets the header")
  String agent_header() default "";

  /** Entries. */
  @AttributeDefinition(
      name = "Tokens of agents",
      description =
          "AGENT=sha256:HEX, where HEX is the SHA-256 of the agent's bearer token; "
              + "several are separated by commas or blanks. A request without a known token is "
              + "refused")
  String[] agent_tokens() default {};

  /** A path. */
  @AttributeDefinition(
      name = "Key of sessions",
      description =
          "The file with the secret that binds each session to its agent. A missing file "
              + "is created, which ends all sessions. Gateways for the same server that share "
              + "the file share their sessions")
  String sessionKeyFile() default "data/mcp-http/session.key";

  /** A number. */
  @AttributeDefinition(
      name = "Error code",
      description = "The code of a denial that is a JSON-RPC error")
  int errorCode() default 4_003;

  /** Hosts. */
  @AttributeDefinition(
      name = "Allowed hosts",
      description =
          "Further values of Host, besides the names of the loopback; with the port if it "
              + "is not that of the scheme")
  String[] allowedHosts() default {};

  /** Origins. */
  @AttributeDefinition(
      name = "Allowed origins",
      description =
          "The origins of web pages that may use the gateway, besides those of the "
              + "loopback at the same port")
  String[] allowedOrigins() default {};

  /** A word. */
  @AttributeDefinition(
      name = "Unprotected",
      description =
          "true: the gateway may listen beyond the loopback without TLS or tokens, "
              + "because a proxy in front of it protects it")
  String unprotected() default "false";

  /** Headers. */
  @AttributeDefinition(
      name = "Passed headers",
      description =
          "Further headers that are forwarded to the server, besides those of the " + "protocol")
  String[] forwardHeaders() default {};

  /** A word. */
  @AttributeDefinition(
      name = "Pass Authorization",
      description =
          "true or false: whether the client's Authorization goes to the server. It never does if"
              + " agent.tokens or upstreamTokenFile are set")
  String forwardAuthorization() default "true";

  /** A path. */
  @AttributeDefinition(
      name = "Token for the server",
      description =
          "A file with the gateway's bearer token for the server. Needs https, or a "
              + "server on the loopback. Empty: none")
  String upstreamTokenFile() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Trust store",
      description =
          "The authorities that may vouch for the server. Empty: those that Java trusts. "
              + "The server is always verified")
  String upstreamTls_trustStore() default "";

  /** A word. */
  @AttributeDefinition(name = "Type of the trust store", description = "Such as PKCS12 or JKS")
  String upstreamTls_trustStoreType() default "PKCS12";

  /** A path. */
  @AttributeDefinition(
      name = "Password of the trust store",
      description =
          "A file with it; or name an environment variable in upstreamTls.passwordVariable")
  String upstreamTls_passwordFile() default "";

  /** A variable. */
  @AttributeDefinition(
      name = "Variable of the trust store",
      description = "The environment variable with its password")
  String upstreamTls_passwordVariable() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Key store",
      description = "The certificate of the gateway. Empty: no TLS")
  String tls_keyStore() default "";

  /** A word. */
  @AttributeDefinition(name = "Type of the key store", description = "Such as PKCS12 or JKS")
  String tls_keyStoreType() default "PKCS12";

  /** A path. */
  @AttributeDefinition(
      name = "Password of the key store",
      description = "A file with it; or name an environment variable in tls.passwordVariable")
  String tls_passwordFile() default "";

  /** A variable. */
  @AttributeDefinition(
      name = "Variable of the key store",
      description = "The environment variable with its password")
  String tls_passwordVariable() default "";

  /** A word. */
  @AttributeDefinition(
      name = "Decide results",
      description = "true: the result of each decided request is decided before the client gets it")
  String decideResults() default "false";

  /** A word. */
  @AttributeDefinition(
      name = "Hide denied tools",
      description = "true: tools that the policy denies outright are left out of lists")
  String hideDenied() default "false";

  /** A word. */
  @AttributeDefinition(
      name = "Pin tools",
      description =
          "true: tools are pinned as they were first seen, and denied once they have "
              + "changed; the configuration io.portcullis.mcp.pinning names the file")
  String pin() default "false";

  /** Bytes. */
  @AttributeDefinition(
      name = "Longest message",
      description = "Bytes; a longer message of a client is refused. From 1048576 to 1073741824")
  int maxMessageBytes() default 16 << 20;

  /** Requests. */
  @AttributeDefinition(
      name = "Most waiting requests",
      description =
          "How many requests of both sides may wait for their decision; more are denied "
              + "at once. With several agents, each may use as many as are free")
  int maxWaiting() default 1_024;

  /** Requests. */
  @AttributeDefinition(
      name = "Most open requests",
      description =
          "How many HTTP requests may be in flight; more are refused with 503. With "
              + "several agents, each may use as many as are free")
  int maxOpen() default 4_096;

  /** Bytes. */
  @AttributeDefinition(
      name = "Most held bytes",
      description =
          "How many bytes of all messages may be held at once; messages beyond are "
              + "refused. With several agents, each may use as much as is free")
  long maxHeldBytes() default 64L << 20;

  /** Seconds. */
  @AttributeDefinition(
      name = "Longest silence",
      description = "Seconds that the server may be silent in an exchange; from 1 to 86400")
  int maxIdleSeconds() default 900;

  /** Connections. */
  @AttributeDefinition(
      name = "Most connections",
      description =
          "The maximum number of client connections. Beyond it the longest idle "
              + "connection is closed. 0: a quarter of the process's file descriptors beyond "
              + "256, at most 4096")
  int maxConnections() default 0;

  /** Connections. */
  @AttributeDefinition(
      name = "Most connections of one address",
      description =
          "The maximum number of connections of one address, or of one /64 network of "
              + "IPv6. 0: three quarters of maxConnections")
  int maxConnectionsPerPeer() default 0;

  /** Seconds. */
  @AttributeDefinition(
      name = "Time for the head",
      description =
          "Seconds for the head of a request, TLS included; then the connection is closed. From 1"
              + " to 3600")
  int headSeconds() default 10;

  /** Seconds. */
  @AttributeDefinition(
      name = "Window of a body",
      description =
          "The length of the windows in which the speed of a body is measured, in "
              + "seconds; from 1 to 3600")
  int bodySeconds() default 10;

  /** Bytes. */
  @AttributeDefinition(
      name = "Slowest body",
      description =
          "Bytes a second that must come in each window, until the body is complete; otherwise the"
              + " connection is closed")
  int minBodyBytesPerSecond() default 1_024;

  /** Requests. */
  @AttributeDefinition(
      name = "Most refused tokens",
      description =
          "How many refused tokens of one address in a minute get a 401; more get a 429 "
              + "and are closed. Valid tokens of that address are still accepted")
  int maxRefusalsPerMinute() default 20;
}
