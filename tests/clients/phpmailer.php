<?php
// Sends one mail for each line of standard input, whose fields are those of Job in tests/test_clients.py;
// answers each with a line, "ok" or the error: php phpmailer.php
require '/usr/share/php/libphp-phpmailer/autoload.php';

use PHPMailer\PHPMailer\PHPMailer;

while (($line = fgets(STDIN)) !== false) {
    [$way, $host, $port, $ca, $user, $password, $from, $to, $cc, $subject, $text, $file] = explode("\t", rtrim($line, "\n"));
    $mail = new PHPMailer(true);
    try {
        $mail->isSMTP();
        $mail->CharSet = PHPMailer::CHARSET_UTF8;
        $mail->Host = $host;
        $mail->Port = (int) $port;
        $mail->SMTPSecure = ['starttls' => PHPMailer::ENCRYPTION_STARTTLS, 'smtps' => PHPMailer::ENCRYPTION_SMTPS][$way] ?? '';
        $mail->SMTPOptions = ['ssl' => ['cafile' => $ca]];
        $mail->SMTPAuth = $user !== '';
        $mail->Username = $user;
        $mail->Password = $password;
        $mail->setFrom($from);
        $mail->addAddress($to);
        if ($cc !== '') {
            $mail->addCC($cc);
        }
        $mail->Subject = $subject;
        $mail->Body = $text;
        $mail->addAttachment($file);
        $mail->send();
        echo "ok\n";
    } catch (Exception $error) {
        echo preg_replace('/\s+/', ' ', "error: {$error->getMessage()}"), "\n";
    }
}
