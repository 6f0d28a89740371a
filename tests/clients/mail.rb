# Sends one mail for each line of standard input, whose fields are those of Job in tests/test_clients.py;
# answers each with a line, "ok" or the error: ruby mail.rb
require "mail"

$stdout.sync = true
STDIN.set_encoding("UTF-8").each_line(chomp: true) do |line|
  way, host, port, ca, user, password, from, to, cc, subject, text, file = line.split("\t", -1)
  # Nothing is said of TLS on a plain listener: what net-smtp does by itself has to work there.
  tls = {
    "starttls" => { enable_starttls: true, openssl_verify_mode: "peer", ca_file: ca },
    "smtps" => { tls: true, openssl_verify_mode: "peer", ca_file: ca },
  }.fetch(way, {})
  login = user.empty? ? {} : { user_name: user, password: password, authentication: "cram_md5" }
  mail = Mail.new(charset: "UTF-8", from: from, to: to, subject: subject, body: text)
  mail.cc = cc unless cc.empty?
  mail.add_file file
  mail.delivery_method :smtp, { address: host, port: port.to_i, **tls, **login }
  mail.deliver!
  puts "ok"
rescue StandardError => error
  puts "error: #{error.class} #{error.message}".gsub(/\s+/, " ")
end
