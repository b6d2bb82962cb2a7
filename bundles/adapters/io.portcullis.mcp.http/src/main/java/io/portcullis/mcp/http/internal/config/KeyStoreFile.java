// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * A key store and the source of its password, which is never in the configuration.
 *
 * @param path the file
 * @param type the type, such as PKCS12
 * @param passwordFile a file with the password, or null
 * @param passwordVariable an environment variable with the password, or empty
 */
public record KeyStoreFile(
    Path path, String type, @Nullable Path passwordFile, String passwordVariable) {
  private static final int MAX_SECRET = 8 << 10;

  /**
   * Returns the certificate of a server.
   *
   * @throws IOException if the store cannot be read
   */
  public SslContextFactory.Server server() throws IOException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(load());
    factory.setKeyStorePassword(password());
    factory.setSniRequired(false);
    return factory;
  }

  /**
   * Returns the authorities that a client trusts.
   *
   * @throws IOException if the store cannot be read
   */
  public SslContextFactory.Client trust() throws IOException {
    SslContextFactory.Client factory = new SslContextFactory.Client();
    factory.setTrustStore(load());
    return factory;
  }

  private KeyStore load() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, password().toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException("cannot read the store " + path + ": " + e.getMessage(), e);
    }
  }

  private String password() throws IOException {
    if (passwordFile != null) {
      return secret(passwordFile);
    }
    String password = System.getenv(passwordVariable);
    if (password == null) {
      throw new IOException("the environment variable " + passwordVariable + " is missing");
    }
    return password;
  }

  /**
   * Returns the secret in a file, without the line break at its end.
   *
   * @throws IOException if the file cannot be read, is empty or is too long
   */
  public static String secret(Path file) throws IOException {
    if (Files.size(file) > MAX_SECRET) {
      throw new IOException(file + " is too long for a secret");
    }
    String secret = Files.readString(file).strip();
    if (secret.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return secret;
  }
}
