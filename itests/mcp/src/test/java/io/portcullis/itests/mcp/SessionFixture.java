// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A server of the era with sessions, up to revision 2025-11-25, built with the official SDK. Run as
 * {@code http} it prints its URL as one line on stdout and ends when its stdin does; run as {@code
 * stdio} stdout carries the protocol alone.
 */
final class SessionFixture {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private SessionFixture() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("http")) {
      http();
    } else if (args.length == 1 && args[0].equals("stdio")) {
      fill(McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))).build();
    } else {
      throw new IllegalArgumentException("One argument, http or stdio");
    }
  }

  private static void http() throws Exception {
    var transport =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint("/mcp")
            .httpHeaderValidator(
                DefaultServerTransportSecurityValidator.builder()
                    .allowedOrigin("http://localhost:*")
                    .allowedOrigin("http://127.0.0.1:*")
                    .allowedHost("localhost:*")
                    .allowedHost("127.0.0.1:*")
                    .build())
            .build();
    fill(McpServer.sync(transport)).build();

    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder servlet = new ServletHolder(transport);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    jetty.setHandler(context);
    jetty.start();
    System.out.println("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    // Ends with the test that holds the other end, however that ends.
    System.in.transferTo(OutputStream.nullOutputStream());
    jetty.stop();
  }

  private static <S extends McpServer.SyncSpecification<S>> McpServer.SyncSpecification<S> fill(
      McpServer.SyncSpecification<S> server) {
    return server
        .serverInfo("portcullis-session-fixture", "1.0.0")
        .capabilities(
            ServerCapabilities.builder()
                .completions()
                .logging()
                .resources(true, false)
                .tools(false)
                .prompts(false)
                .build())
        .requestTimeout(REQUEST_TIMEOUT)
        .tools(SessionTools.all())
        .resources(SessionReads.resources())
        .resourceTemplates(List.of(SessionReads.template()))
        .prompts(SessionReads.prompts())
        .completions(List.of(SessionReads.completion()));
  }
}
