# How the parts of a set are encrypted: with the passphrase that pgBackRest encrypts with; sourced by bash.

readonly settings=/run/berth/current/pgbackrest.conf

# Encrypts (cipher -e) or decrypts (cipher -d) standard input; passes it on where the repository is not encrypted.
cipher() {
  local passphrase
  passphrase=$(sed -n 's/^repo1-cipher-pass=//p' "$settings")
  if [[ -z $passphrase ]]; then
    cat
  else
    openssl enc "$1" -aes-256-cbc -pbkdf2 -pass fd:3 3<<<"$passphrase"
  fi
}
