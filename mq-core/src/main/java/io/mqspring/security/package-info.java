/**
 * Who may speak and how it is shown: keys and trust for TLS, credentials and signatures of requests, the users of a broker and
 * what they may do. No sockets and no files: PEM comes as text.
 */
@NullMarked
package io.mqspring.security;

import org.jspecify.annotations.NullMarked;
