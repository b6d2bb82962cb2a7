// SPDX-License-Identifier: Apache-2.0

/** Makes untrusted text fit for logs, terminals and records, and suggests spellings. */
@NullMarked
package io.portcullis.support.text;

import org.jspecify.annotations.NullMarked;
