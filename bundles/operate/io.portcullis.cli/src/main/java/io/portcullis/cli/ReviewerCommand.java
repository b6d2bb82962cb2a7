// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.output.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Creates a token for a reviewer of approvals, and the entry of the key {@code reviewers} with its
 * hash. The token is shown once and stored nowhere.
 */
final class ReviewerCommand {
  /** 256 bits: the token of a plain SHA-256 cannot be found by trying. */
  private static final int TOKEN_BYTES = 32;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private final OutputStream out;

  ReviewerCommand(OutputStream out) {
    this.out = out;
  }

  int run(List<String> words) throws CliUsageException, IOException {
    if (words.size() != 1 || !NAME.matcher(words.get(0)).matches()) {
      throw new CliUsageException(
          "reviewer needs one name of 1 to 64 letters, digits, dots, hyphens, underscores or @");
    }
    String token = newToken();
    String text =
        """
        token (shown once, for a file of mode 0600):
        %s
        entry of the key reviewers of io.portcullis.approval (groups go between the semicolons):
        %s;;sha256:%s
        """
            .formatted(token, words.get(0), sha256(token));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    return ExitCode.OK;
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static String sha256(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
