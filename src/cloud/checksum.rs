//! CRC-64/XZ (ECMA-182, reflected), by which Function Compute names a package of code.

/// The polynomial of ECMA-182, reflected.
const POLYNOMIAL: u64 = 0xC96C_5795_D787_0F42;

/// Eight tables: the checksum goes eight bytes at a time.
const TABLES: [[u64; 256]; 8] = tables();

const fn tables() -> [[u64; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ POLYNOMIAL } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let value = tables[table - 1][byte];
            tables[table][byte] = value >> 8 ^ tables[0][(value & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// CRC-64/XZ of `bytes`.
pub fn crc64(bytes: &[u8]) -> u64 {
    let mut value = !0u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        value ^= u64::from_le_bytes(*word);
        let parts = value.to_le_bytes();
        value = 0;
        for (index, part) in parts.iter().enumerate() {
            value ^= TABLES[7 - index][usize::from(*part)];
        }
    }
    for byte in rest {
        value = value >> 8 ^ TABLES[0][usize::from(value as u8 ^ byte)];
    }
    !value
}

/// The checksum as the API writes it: unsigned decimal text (`codeChecksum`, `code.checksum`).
pub fn checksum(bytes: &[u8]) -> String {
    crc64(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(crc64(b"123456789"), 11_051_210_869_376_104_954);
        assert_eq!(checksum(b""), "0");
        // From a test of the Terraform provider.
        assert_eq!(checksum(b"print('hello')"), "4270285996107335518");
    }

    #[test]
    fn eight_at_a_time_is_one_at_a_time() {
        let bytes: Vec<u8> = (0..1000u32).map(|index| (index * 7 + 3) as u8).collect();
        for length in 0..bytes.len() {
            let slow = !bytes[..length]
                .iter()
                .fold(!0u64, |value, byte| value >> 8 ^ TABLES[0][usize::from(value as u8 ^ byte)]);
            assert_eq!(crc64(&bytes[..length]), slow, "{length}");
        }
    }
}
