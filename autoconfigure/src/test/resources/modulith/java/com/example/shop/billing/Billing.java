package com.example.shop.billing;

import org.springframework.stereotype.Component;

@Component
public class Billing {}
