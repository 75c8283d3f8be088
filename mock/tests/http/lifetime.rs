//! Starting and stopping.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use mock::{Config, MockServer};

use crate::client::{Client, TOKEN, read_for};

#[test]
fn it_listens_on_the_loopback_interface_only() {
    let mock_server = MockServer::start(Config::default()).unwrap();
    let address = mock_server.address();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
    assert_ne!(address.port(), 0);
    assert_eq!(mock_server.url(), format!("http://127.0.0.1:{}", address.port()));
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let first = MockServer::start(Config::default()).unwrap();
    let config = Config { port: first.address().port(), ..Config::default() };
    let error = MockServer::start(config.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    // After the first one has stopped, the port is free.
    drop(first);
    let second = MockServer::start(config.clone()).unwrap();
    assert_eq!(second.address().port(), config.port);
}

#[test]
fn dropping_it_closes_open_connections() {
    let client = Client::new();
    let mut waiting = client.open("fault=no-answer", TOKEN);
    let (nothing, _) = read_for(&mut waiting, Duration::from_millis(200));
    assert_eq!(nothing, "");
    let address = client.mock_server.address();
    let start = Instant::now();
    drop(client);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(read_for(&mut waiting, Duration::from_secs(2)), (String::new(), true));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn waiting_does_not_stop_it() {
    let mock_server = MockServer::start(Config::default()).unwrap();
    let address = mock_server.address();
    let waiter = thread::spawn(|| mock_server.wait());
    thread::sleep(Duration::from_millis(200));
    assert!(!waiter.is_finished());
    assert!(TcpStream::connect(address).is_ok());
}
