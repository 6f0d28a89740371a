// Sends one mail for each line of standard input, whose fields are those of Job in tests/test_clients.py;
// answers each with a line, "ok" or the error: java -cp jakarta-mail.jar:jakarta-activation.jar JavaMail.java
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

class JavaMail {
    public static void main(String[] none) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            try {
                send(line.split("\t", -1));
                out.println("ok");
            } catch (MessagingException error) {
                var text = new StringBuilder("error:");
                for (Exception each = error; each != null; each = next(each)) {
                    text.append(' ').append(each.getMessage());
                }
                out.println(text.toString().replaceAll("\\s+", " "));
            }
        }
    }

    private static Exception next(Exception error) {
        return error instanceof MessagingException nested ? nested.getNextException() : null;
    }

    private static void send(String[] job) throws Exception {
        String way = job[0], user = job[4], password = job[5];
        var settings = new Properties();
        settings.put("mail.smtp.host", job[1]);
        settings.put("mail.smtp.port", job[2]);
        settings.put("mail.smtp.auth", String.valueOf(!user.isEmpty()));
        settings.put("mail.smtp.ssl.enable", String.valueOf(way.equals("smtps")));
        settings.put("mail.smtp.starttls.enable", String.valueOf(way.equals("starttls")));
        settings.put("mail.smtp.starttls.required", String.valueOf(way.equals("starttls")));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        settings.put("mail.smtp.ssl.socketFactory", trusting(job[3]));
        var session = Session.getInstance(settings, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password);
            }
        });
        var text = new MimeBodyPart();
        text.setText(job[10], "UTF-8");
        var file = new MimeBodyPart();
        file.attachFile(job[11]);
        var mail = new MimeMessage(session);
        mail.setFrom(job[6]);
        mail.setRecipients(RecipientType.TO, job[7]);
        mail.setRecipients(RecipientType.CC, job[8]);
        mail.setSubject(job[9], "UTF-8");
        mail.setContent(new MimeMultipart(text, file));
        Transport.send(mail);
    }

    private static SSLSocketFactory trusting(String path) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = new FileInputStream(path)) {
            store.setCertificateEntry("mailtrap", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
