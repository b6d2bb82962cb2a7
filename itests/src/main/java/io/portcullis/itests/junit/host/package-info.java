// SPDX-License-Identifier: Apache-2.0
/** The side of the build: provisions, starts and stops containers. */
@NullMarked
package io.portcullis.itests.junit.host;

import org.jspecify.annotations.NullMarked;
