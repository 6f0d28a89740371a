/** Frameworks, each a function of a `way` (see snippets.js) that gives its figures; null is none. */

import { bracketed, figure, FROM, GAP, inShell, phpTrust, secured, TO, url } from "./figures.js";
import { dotenv, double, property, single } from "./quote.js";

const DJANGO_BACKEND = "django.core.mail.backends.smtp.EmailBackend";

/** Django has no setting for a certificate to trust; a backend with its own context is the small way. */
const djangoTrust = (way) => (secured(way) ? figure("djangoTrust",
  "import ssl",
  GAP,
  "from django.core.mail.backends.smtp import EmailBackend as SmtpBackend",
  GAP,
  GAP,
  "class EmailBackend(SmtpBackend):",
  `    ssl_context = ssl.create_default_context(cafile=${double(way.cafile)})`) : null);

export function django(way) {
  const backend = secured(way) ? "mail_backend.EmailBackend" : DJANGO_BACKEND;
  return [
    djangoTrust(way),
    figure("django61",
      "MAILERS = {",
      '    "default": {',
      `        "BACKEND": "${backend}",`,
      '        "OPTIONS": {',
      `            "host": ${double(way.host)},`,
      `            "port": ${way.port},`,
      way.user && [`            "username": ${double(way.user)},`, `            "password": ${double(way.password)},`],
      secured(way) && `            "${way.tls === "implicit" ? "use_ssl" : "use_tls"}": True,`,
      "        },",
      "    },",
      "}"),
    figure("django",
      `EMAIL_BACKEND = "${backend}"`,
      `EMAIL_HOST = ${double(way.host)}`,
      `EMAIL_PORT = ${way.port}`,
      way.user && [`EMAIL_HOST_USER = ${double(way.user)}`, `EMAIL_HOST_PASSWORD = ${double(way.password)}`],
      secured(way) && `EMAIL_USE_${way.tls === "implicit" ? "SSL" : "TLS"} = True`),
    inShell(`python manage.py sendtestemail ${TO}`)];
}

export const flask = (way) => [figure("flask",
  "from flask_mail import Mail, Message",
  GAP,
  "app.config.update(",
  `    MAIL_SERVER=${double(way.host)},`,
  `    MAIL_PORT=${way.port},`,
  secured(way) && `    MAIL_USE_${way.tls === "implicit" ? "SSL" : "TLS"}=True,`,
  way.user && [`    MAIL_USERNAME=${double(way.user)},`, `    MAIL_PASSWORD=${double(way.password)},`],
  `    MAIL_DEFAULT_SENDER="${FROM}",`,
  ")",
  "mail = Mail(app)",
  GAP,
  "with app.app_context():",
  `    mail.send(Message("Hello from Flask", ["${TO}"], "It works."))`)];

export const rails = (way) => [
  figure("config/environments/development.rb",
    "config.action_mailer.delivery_method = :smtp",
    "config.action_mailer.raise_delivery_errors = true",
    "config.action_mailer.smtp_settings = {",
    `  address: ${single(way.host)},`,
    `  port: ${way.port},`,
    way.user && [`  user_name: ${single(way.user)},`, `  password: ${single(way.password)},`, "  authentication: :plain,"],
    secured(way) && [way.tls === "implicit" ? "  tls: true," : "  enable_starttls: true,", "  openssl_verify_mode: 'peer',", `  ca_file: ${single(way.cafile)},`],
    "}"),
  inShell(`bin/rails runner "ActionMailer::Base.mail(from: '${FROM}', to: '${TO}', subject: 'Hello from Rails', body: 'It works.').deliver_now"`)];

export const laravel = (way) => [
  figure(".env",
    "MAIL_MAILER=smtp",
    `MAIL_SCHEME=${way.tls === "implicit" ? "smtps" : "smtp"}`,
    `MAIL_HOST=${dotenv(bracketed(way.host))}`,
    `MAIL_PORT=${way.port}`,
    `MAIL_USERNAME=${way.user ? dotenv(way.user) : "null"}`,
    `MAIL_PASSWORD=${way.user ? dotenv(way.password) : "null"}`,
    `MAIL_FROM_ADDRESS="${FROM}"`),
  phpTrust(way),
  inShell(`php artisan tinker --execute="Mail::raw('It works.', fn (\\$m) => \\$m->to('${TO}')->subject('Hello from Laravel'));"`)];

export const symfony = (way) => [
  figure(".env.local", `MAILER_DSN=${url(way)}`),
  phpTrust(way),
  inShell(`php bin/console mailer:test ${TO}`)];

export const php = (way) => [figure("PHPMailer",
  "<?php",
  "require 'vendor/autoload.php';",
  GAP,
  "use PHPMailer\\PHPMailer\\PHPMailer;",
  GAP,
  "$mail = new PHPMailer(true);",
  "$mail->isSMTP();",
  `$mail->Host = ${single(bracketed(way.host))};`,
  `$mail->Port = ${way.port};`,
  way.tls === "none" && "$mail->SMTPAutoTLS = false;",
  secured(way) && `$mail->SMTPSecure = PHPMailer::ENCRYPTION_${way.tls === "implicit" ? "SMTPS" : "STARTTLS"};`,
  secured(way) && `$mail->SMTPOptions = ['ssl' => ['cafile' => ${single(way.cafile)}]];`,
  way.user && ["$mail->SMTPAuth = true;", `$mail->Username = ${single(way.user)};`, `$mail->Password = ${single(way.password)};`],
  `$mail->setFrom('${FROM}', 'App');`,
  `$mail->addAddress('${TO}');`,
  "$mail->Subject = 'Hello from PHP';",
  "$mail->Body = 'It works.';",
  "$mail->send();")];

/** Java compares names alone, never addresses. */
const named = (host) => (["127.0.0.1", "::1"].includes(host) ? "localhost" : host);

export const spring = (way) => [figure(secured(way) ? "springTls" : "application.properties",
  `spring.mail.host=${property(secured(way) ? named(way.host) : way.host)}`,
  `spring.mail.port=${way.port}`,
  way.user && [`spring.mail.username=${property(way.user)}`, `spring.mail.password=${property(way.password)}`, "spring.mail.properties.mail.smtp.auth=true"],
  way.tls === "starttls" && ["spring.mail.properties.mail.smtp.starttls.enable=true", "spring.mail.properties.mail.smtp.starttls.required=true"],
  way.tls === "implicit" && "spring.mail.ssl.enabled=true",
  secured(way) && ["spring.mail.ssl.bundle=mailtrap", `spring.ssl.bundle.pem.mailtrap.truststore.certificate=file:${property(way.cafile)}`])];

const SECURITY = { none: "None", starttls: "StartTls", implicit: "SslOnConnect" };

export const dotnet = (way) => [figure("dotnet",
  "using MailKit.Net.Smtp;",
  "using MailKit.Security;",
  "using MimeKit;",
  secured(way) && "using System.Security.Cryptography;",
  GAP,
  "var message = new MimeMessage();",
  `message.From.Add(new MailboxAddress("App", "${FROM}"));`,
  `message.To.Add(new MailboxAddress("You", "${TO}"));`,
  'message.Subject = "Hello from .NET";',
  'message.Body = new TextPart("plain") { Text = "It works." };',
  GAP,
  "using var client = new SmtpClient();",
  secured(way) && [
    "client.ServerCertificateValidationCallback = (_, certificate, _, _) =>",
    `    certificate?.GetCertHashString(HashAlgorithmName.SHA256) == "${way.sha256.replaceAll(":", "")}";`],
  `await client.ConnectAsync(${double(way.host)}, ${way.port}, SecureSocketOptions.${SECURITY[way.tls]});`,
  way.user && `await client.AuthenticateAsync(${double(way.user)}, ${double(way.password)});`,
  "await client.SendAsync(message);",
  "await client.DisconnectAsync(true);")];
